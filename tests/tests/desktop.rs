//! The desktop, end to end: real windows, a real server, a driver that clicks.
