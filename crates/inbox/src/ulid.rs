//! ULIDs, the second half of every id that this server makes: 48 bits of milliseconds, then 80 bits of chance, in 26
//! characters that sort as their times do.

/// Crockford's base 32.
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The ULID of a time and of the low 80 bits of `chance`.
pub(crate) fn ulid(milliseconds: u64, chance: u128) -> String {
    let value = (u128::from(milliseconds) << 80) | (chance & ((1 << 80) - 1));
    (0..26)
        .rev()
        .filter_map(|place| CROCKFORD.get(((value >> (place * 5)) & 31) as usize))
        .map(|&symbol| char::from(symbol))
        .collect()
}
