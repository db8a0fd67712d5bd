//! Pictures that are sent together (entries of the message; see `choices` of the protocol crate).

use std::collections::BTreeMap;

use linnet_proto::choices;
use serde::Serialize;

/// Pictures of one album at most.
const MAX_ALBUM: u32 = 100;

/// Pictures sent together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Album {
    /// Same for all pictures of one album of one sender.
    pub id: String,
    /// From 0.
    pub index: u32,
    /// How many belong to it.
    pub count: u32,
}

/// The album a message belongs to, when its entries make sense.
pub fn of_message(ext: &BTreeMap<String, String>) -> Option<Album> {
    let id = ext
        .get(choices::EXT_ALBUM_ID)
        .filter(|id| !id.is_empty() && id.len() <= 64)?;
    let index = ext.get(choices::EXT_ALBUM_INDEX)?.parse().ok()?;
    let count = ext.get(choices::EXT_ALBUM_COUNT)?.parse().ok()?;
    (index < count && count <= MAX_ALBUM).then(|| Album {
        id: id.clone(),
        index,
        count,
    })
}

/// Notes in the entries of a picture which album it belongs to.
pub fn write(album: &Album, ext: &mut BTreeMap<String, String>) {
    ext.insert(choices::EXT_ALBUM_ID.to_owned(), album.id.clone());
    ext.insert(choices::EXT_ALBUM_INDEX.to_owned(), album.index.to_string());
    ext.insert(choices::EXT_ALBUM_COUNT.to_owned(), album.count.to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_album_that_does_not_add_up_is_none() {
        let entries = |index: &str, count: &str| {
            BTreeMap::from([
                ("a:album_id".to_owned(), "x".to_owned()),
                ("a:album_index".to_owned(), index.to_owned()),
                ("a:album_count".to_owned(), count.to_owned()),
            ])
        };
        assert!(of_message(&entries("1", "2")).is_some());
        for (index, count) in [("2", "2"), ("-1", "2"), ("0", "4000000000"), ("a", "b")] {
            assert!(of_message(&entries(index, count)).is_none());
        }
    }
}
