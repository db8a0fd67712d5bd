//! What a person typed on the sign-in card, checked field by field.

use linnet_core::auth::Token;
use linnet_core::model::UserId;

use super::record::{Record, Server, Tokens};
use crate::arguments::Arguments;
use crate::ipc::{Credential, Failure, SignIn, SignInField};
use crate::local_server::{self, Address};

/// An account to be opened, and the token pasted for it.
pub struct Wanted {
    /// The account.
    pub record: Record,
    /// Its token.
    pub token: Option<Token>,
}

/// One of the trial's people on the server that runs at `address`.
pub fn trial(address: &Address, second: bool) -> Wanted {
    let [first_person, second_person] = local_server::PEOPLE;
    Wanted {
        record: Record {
            server: Server::Own {
                api_url: address.api_url.clone(),
                frontier_url: address.frontier_url.clone(),
            },
            app_id: local_server::APP_ID,
            user: if second { second_person } else { first_person },
            tokens: Tokens::Trial,
            name: None,
            face: None,
            signed_out: false,
            keyring_only: false,
        },
        token: None,
    }
}

/// From the command line: a server that gives tokens to anybody. None when it names no server.
///
/// # Errors
/// A value is wrong.
pub fn named(arguments: &Arguments) -> Result<Option<Wanted>, Failure> {
    let (Some(api), Some(user)) = (&arguments.server, &arguments.user) else {
        return Ok(None);
    };
    let credential = Credential::TokenServer {
        url: format!("{}/get_token", api.trim_end_matches('/')),
    };
    let server = Server::Own {
        api_url: api.clone(),
        frontier_url: arguments.frontier.clone().unwrap_or_default(),
    };
    wanted(server, &arguments.app_id.to_string(), user, credential).map(Some)
}

/// From the sign-in card. None for the trial, which is asked for its address first.
///
/// # Errors
/// The reason, with the field that caused it.
pub fn typed(how: SignIn) -> Result<Option<Wanted>, Failure> {
    match how {
        SignIn::Trial => Ok(None),
        SignIn::ImCloud {
            region,
            app_id,
            user_id,
            credential,
        } => wanted(Server::Hosted { region }, &app_id, &user_id, credential).map(Some),
        SignIn::OwnServer {
            api_url,
            frontier_url,
            app_id,
            user_id,
            credential,
        } => {
            let server = Server::Own {
                api_url,
                frontier_url,
            };
            wanted(server, &app_id, &user_id, credential).map(Some)
        }
    }
}

fn wanted(
    server: Server,
    app_id: &str,
    user_id: &str,
    credential: Credential,
) -> Result<Wanted, Failure> {
    let app_id = app_id.trim().parse().ok().filter(|id| *id > 0);
    let app_id: i32 = app_id.ok_or_else(|| {
        Failure::own(
            "app_id",
            "应用 ID 是一个正整数，可在控制台中找到。",
            "The application id is a positive number; the console shows it.",
        )
        .at(SignInField::AppId)
    })?;
    let user: UserId = user_id.parse().map_err(|_| {
        Failure::own(
            "user_id",
            "用户 ID 是一个正整数。",
            "The user id is a positive number.",
        )
        .at(SignInField::UserId)
    })?;
    let (tokens, token) = match credential {
        Credential::Token { token } => {
            let token = Token::new(&token)
                .map_err(|wrong| Failure::from(linnet_core::Error::from(wrong)))
                .map_err(|failure| failure.at(SignInField::Token))?;
            (Tokens::Pasted, Some(token))
        }
        Credential::TokenServer { url } => {
            // Checked here, so that the reason stands beside its field.
            linnet_core::auth::TokenServer::new(&url, app_id, user, None)?;
            (Tokens::Server { url }, None)
        }
    };
    let record = Record {
        server,
        app_id,
        user,
        tokens,
        name: None,
        face: None,
        signed_out: false,
        keyring_only: false,
    };
    record.endpoints()?;
    Ok(Wanted { record, token })
}

/// The field of the card that a connection's failure comes from.
pub fn field(record: &Record, code: &str) -> SignInField {
    let by_token = match record.tokens {
        Tokens::Pasted => SignInField::Token,
        Tokens::Server { .. } => SignInField::TokenServer,
        Tokens::Trial => SignInField::Whole,
    };
    match code {
        code if code.starts_with("token_") => by_token,
        "no_connection" | "name_not_found" | "connection_refused" | "certificate" | "tls"
        | "http" | "http_not_found" | "timed_out" | "undecodable"
            if matches!(record.server, Server::Own { .. }) && record.tokens != Tokens::Trial =>
        {
            SignInField::ApiUrl
        }
        _ => SignInField::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipc::Region;

    fn own(api_url: &str, app_id: &str, user_id: &str, token: &str) -> SignIn {
        SignIn::OwnServer {
            api_url: api_url.to_owned(),
            frontier_url: String::new(),
            app_id: app_id.to_owned(),
            user_id: user_id.to_owned(),
            credential: Credential::Token {
                token: token.to_owned(),
            },
        }
    }

    fn wrong_field(how: SignIn) -> Option<SignInField> {
        typed(how).err().and_then(|failure| failure.field)
    }

    #[test]
    fn the_reason_stands_beside_the_field_that_caused_it() {
        let good = "http://127.0.0.1:4000";
        assert_eq!(
            wrong_field(own("im.example.com", "1", "10001", "tok")),
            Some(SignInField::ApiUrl)
        );
        assert_eq!(
            wrong_field(own(good, "zero", "10001", "tok")),
            Some(SignInField::AppId)
        );
        assert_eq!(
            wrong_field(own(good, "1", "alice", "tok")),
            Some(SignInField::UserId)
        );
        assert_eq!(
            wrong_field(own(good, "1", "10001", " ")),
            Some(SignInField::Token)
        );
        let hosted = SignIn::ImCloud {
            region: Region::Overseas,
            app_id: "1".to_owned(),
            user_id: "10001".to_owned(),
            credential: Credential::TokenServer {
                url: "somewhere".to_owned(),
            },
        };
        assert_eq!(wrong_field(hosted), Some(SignInField::TokenServer));
        assert!(typed(own(good, "1", "10001", "tok")).is_ok());
    }

    #[test]
    fn a_refused_token_and_a_silent_server_are_told_apart() {
        let wanted = typed(own("http://127.0.0.1:4000", "1", "10001", "tok"))
            .unwrap()
            .unwrap();
        assert_eq!(field(&wanted.record, "token_expired"), SignInField::Token);
        assert_eq!(field(&wanted.record, "no_connection"), SignInField::ApiUrl);
        let unknown = field(&wanted.record, "name_not_found");
        assert_eq!(unknown, SignInField::ApiUrl);
        // Neither address is to blame.
        for way in ["intercepted", "proxy_password", "proxy_unreachable"] {
            assert_eq!(field(&wanted.record, way), SignInField::Whole, "{way}");
        }
        assert_eq!(field(&wanted.record, "status_500"), SignInField::Whole);
    }
}
