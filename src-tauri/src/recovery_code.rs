//! The recovery code: a database key written so that a person can copy it by hand. 32 bytes and three of their hash,
//! in Crockford's letters (no I, L, O, U), in groups of four. A typing error is noticed.

use linnet_core::config::DatabaseKey;
use sha2::{Digest, Sha256};

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Bytes of the hash that are added.
const CHECK: usize = 3;

/// The code of a key.
pub fn write(key: &DatabaseKey) -> String {
    let key = bytes_of(&key.to_hex());
    let mut bits: Vec<bool> = Vec::new();
    for byte in key.iter().copied().chain(check(&key)) {
        bits.extend((0..8).rev().map(|bit| byte >> bit & 1 == 1));
    }
    let letters: Vec<char> = bits
        .chunks(5)
        .map(|five| {
            let value = five
                .iter()
                .fold(0_usize, |value, bit| value * 2 + usize::from(*bit));
            LETTERS.get(value).map_or('0', |letter| char::from(*letter))
        })
        .collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|four| four.iter().collect())
        .collect();
    groups.join("-")
}

/// The key of a code. None when it is not one, or was not copied right.
pub fn read(text: &str) -> Option<DatabaseKey> {
    let mut bits: Vec<bool> = Vec::new();
    for letter in text
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
    {
        let letter = match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let value = LETTERS
            .iter()
            .position(|known| char::from(*known) == letter)?;
        bits.extend((0..5).rev().map(|bit| value >> bit & 1 == 1));
    }
    let bytes: Vec<u8> = bits
        .chunks(8)
        .map(|eight| {
            eight
                .iter()
                .fold(0, |value, bit| value << 1 | u8::from(*bit))
        })
        .collect();
    let (key, found) = bytes.split_at_checked(32)?;
    if found.len() != CHECK || !check(key).eq(found.iter().copied()) {
        return None;
    }
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    DatabaseKey::from_hex(&hex).ok()
}

fn check(key: &[u8]) -> impl Iterator<Item = u8> {
    Sha256::digest(key).into_iter().take(CHECK)
}

fn bytes_of(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex
        .chars()
        .filter_map(|digit| digit.to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    digits
        .chunks(2)
        .map(|pair| pair.iter().fold(0, |value, digit| value << 4 | digit))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_copied_by_hand_gives_the_key_again() {
        for _ in 0..50 {
            let key = DatabaseKey::random();
            let code = write(&key);
            assert_eq!(code.len(), 14 * 4 + 13, "{code}");
            let copied = format!(
                " {} ",
                code.to_lowercase().replace('-', " ").replace('0', "o")
            );
            assert_eq!(read(&copied).unwrap().to_hex(), key.to_hex());
        }
    }

    #[test]
    fn a_code_with_one_wrong_or_missing_letter_is_none() {
        let code = write(&DatabaseKey::random());
        for (place, letter) in code.char_indices().filter(|(_, letter)| *letter != '-') {
            let other = if letter == 'A' { 'B' } else { 'A' };
            let mut wrong = code.clone();
            wrong.replace_range(place..=place, &other.to_string());
            assert!(read(&wrong).is_none(), "{place}");
            wrong.remove(place);
            assert!(read(&wrong).is_none());
        }
        assert!(read("").is_none());
        assert!(read(&format!("{code}-AAAA")).is_none());
        assert!(read("not a code, surely").is_none());
    }
}
