//! What is wrong with a configuration.

/// What is wrong with a configuration, by field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The API address cannot be used.
    #[error("API address: {0}")]
    ApiUrl(AddressError),
    /// The frontier address cannot be used.
    #[error("frontier address: {0}")]
    FrontierUrl(AddressError),
    /// The address of the application server cannot be used.
    #[error("token server address: {0}")]
    TokenUrl(AddressError),
    /// The application id is not a positive number.
    #[error("the application id is not a positive number")]
    AppId,
    /// The device id is not decimal text of 1 to 19 digits.
    #[error("the device id is not decimal text")]
    DeviceId,
    /// The database key is not 64 hex digits.
    #[error("the database key is not 64 hex digits")]
    DatabaseKey,
}

impl ConfigError {
    /// The word that its sentence for people is found by.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::ApiUrl(error) | Self::FrontierUrl(error) | Self::TokenUrl(error) => match error {
                AddressError::Malformed | AddressError::Scheme => "address_malformed",
                AddressError::Extra => "address_extra",
                AddressError::Plain => "address_plain",
            },
            Self::AppId | Self::DeviceId | Self::DatabaseKey => "bad_configuration",
        }
    }
}

/// What is wrong with an address. Never holds the address: a token may have been pasted into the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not an address at all.
    #[error("not an address")]
    Malformed,
    /// Another scheme than http, https (API) or ws, wss (frontier).
    #[error("wrong scheme")]
    Scheme,
    /// With user name, password, query or fragment.
    #[error("has a user name, password, query or fragment")]
    Extra,
    /// Not encrypted, and not in this computer's own network: a token sent there could be read on the way.
    #[error("not encrypted outside the local network")]
    Plain,
}
