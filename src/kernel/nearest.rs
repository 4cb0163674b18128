//! What somebody probably meant who typed something else.

/// The word somebody probably meant; never the very word they wrote, and never none.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    known
        .into_iter()
        .filter(|candidate| !candidate.is_empty() && *candidate != word)
        .map(|candidate| {
            let distance = strsim::osa_distance(&lower, &candidate.to_lowercase());
            (distance, candidate)
        })
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().max(3) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn what_is_meant_is_another_word_that_is_like_it() {
        let known = ["", "port", "Hygiene kit"];

        assert_eq!(nearest("por", known), Some("port"));
        assert_eq!(nearest("Port", known), Some("port"));
        assert_eq!(nearest("hygene KIT", known), Some("Hygiene kit"));
        assert_eq!(nearest("port", known), None);
        assert_eq!(nearest("tents", known), None);
    }
}
