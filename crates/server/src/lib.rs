//! The local IM service.
