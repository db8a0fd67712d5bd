//! A place: its name, address and coordinates (protocol: content, section 1; recommended keys). No map is loaded.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Content, Kind, Noun, Raw, Shown, words};
use crate::error::LocalText;

/// A place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Location {
    /// Plain text, one line; may be empty.
    pub name: String,
    /// Plain text, one line; may be empty.
    pub address: String,
    /// Latitude and longitude in degrees, as they are written for people and maps; empty when they are not known.
    pub coordinates: String,
}

pub(super) fn read(raw: &Raw<'_>) -> Option<Content> {
    let content = raw.object()?;
    let location = Location {
        name: words(content.get("name")),
        address: words(content.get("address")),
        coordinates: coordinates(&content).unwrap_or_default(),
    };
    let says_something = [&location.name, &location.address, &location.coordinates]
        .iter()
        .any(|text| !text.is_empty());
    says_something.then_some(Content::Shown(Shown::Location(location)))
}

/// Both of them, on the globe. Five digits are a metre.
fn coordinates(content: &Map<String, Value>) -> Option<String> {
    let degrees = |key: &str, most: f64| {
        let degrees = match content.get(key)? {
            Value::Number(number) => number.as_f64()?,
            Value::String(text) => text.trim().parse().ok()?,
            _ => return None,
        };
        (-most..=most).contains(&degrees).then_some(degrees)
    };
    let latitude = degrees("latitude", 90.0)?;
    let longitude = degrees("longitude", 180.0)?;
    Some(format!("{latitude:.5}, {longitude:.5}"))
}

impl Kind for Location {
    fn noun(&self) -> Noun {
        Noun::Location
    }

    fn preview(&self) -> &str {
        [&self.name, &self.address, &self.coordinates]
            .into_iter()
            .find(|text| !text.is_empty())
            .map_or("", String::as_str)
    }

    fn notification(&self) -> LocalText {
        LocalText::named("位置", "Location", self.preview())
    }
}

#[cfg(test)]
mod tests {
    use super::super::shown;
    use super::*;

    fn place(name: &str, address: &str, coordinates: &str) -> Option<Shown> {
        Some(Shown::Location(Location {
            name: name.to_owned(),
            address: address.to_owned(),
            coordinates: coordinates.to_owned(),
        }))
    }

    #[test]
    fn bobs_place_has_a_name_an_address_and_coordinates() {
        let whole = r#"{"latitude":31.2303904,"longitude":"121.4737","name":"外滩","address":"中山东一路"}"#;
        let read = shown(10007, whole);
        assert_eq!(read, place("外滩", "中山东一路", "31.23039, 121.47370"));
        let bare = shown(10007, r#"{"latitude":-33.86,"longitude":151.2}"#).unwrap();
        assert_eq!(bare.kind().preview(), "-33.86000, 151.20000");
    }

    #[test]
    fn a_place_off_the_globe_has_no_coordinates_and_nothing_is_no_place() {
        for hostile in [
            r#"{"latitude":91,"longitude":0,"name":"x"}"#,
            r#"{"latitude":"NaN","longitude":0,"name":"x"}"#,
            r#"{"latitude":1e999,"longitude":0,"name":"x"}"#,
            r#"{"latitude":1,"name":"x"}"#,
            r#"{"latitude":[1],"longitude":{},"name":"x"}"#,
        ] {
            // A number without end is no JSON.
            let expected = if hostile.contains("e999") {
                None
            } else {
                place("x", "", "")
            };
            assert_eq!(shown(10007, hostile), expected, "{hostile}");
        }
        for none in [
            "",
            "here",
            "{}",
            r#"{"name":"\u202e\u200b","latitude":300,"longitude":0}"#,
        ] {
            assert_eq!(shown(10007, none), None, "{none}");
        }
    }
}
