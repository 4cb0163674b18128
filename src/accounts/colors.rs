//! Colours for partners, who are told apart by them on lists and maps: those least like the ones in use.

/// Readable on white and on black, far from each other; the first are offered first.
const PALETTE: [&str; 12] = [
    "#2b6cb0", "#d9822b", "#2f7d5b", "#b83280", "#7a5195", "#c53030", "#00838f", "#975a16",
    "#5a67d8", "#689f38", "#718096", "#e05d8f",
];

/// Steps of each part of a colour beyond the palette.
const STEPS: [i32; 6] = [0x20, 0x4c, 0x78, 0xa4, 0xc4, 0xe0];

type Parts = [i32; 3];

/// So many colours that are least like those in use and like each other, as `#2b6cb0`.
pub(super) fn unlike(used: &[String], count: usize) -> Vec<String> {
    let mut near: Vec<Parts> = used.iter().filter_map(|color| parts(color)).collect();
    let candidates = candidates();
    let mut offered = Vec::with_capacity(count);
    for _ in 0..count {
        let mut best: Option<(i32, Parts)> = None;
        for color in &candidates {
            let distance = near.iter().map(|other| distance(*color, *other)).min();
            let distance = distance.unwrap_or(i32::MAX);
            // Among equals the first.
            if best.is_none_or(|(most, _)| distance > most) {
                best = Some((distance, *color));
            }
        }
        let Some((_, [red, green, blue])) = best else {
            break;
        };
        near.push([red, green, blue]);
        offered.push(format!("#{red:02x}{green:02x}{blue:02x}"));
    }
    offered
}

fn candidates() -> Vec<Parts> {
    let mut all: Vec<Parts> = PALETTE.iter().filter_map(|color| parts(color)).collect();
    for red in STEPS {
        for green in STEPS {
            all.extend(STEPS.map(|blue| [red, green, blue]));
        }
    }
    all.retain(|color| is_readable(*color));
    all
}

/// Neither as light as paper nor as dark as the pages at night.
fn is_readable([red, green, blue]: Parts) -> bool {
    let light = (299 * red + 587 * green + 114 * blue) / 1000;
    (70..=165).contains(&light)
}

/// How different two colours look: squares of their parts, each with the weight the eye gives it beside that much red.
fn distance(one: Parts, other: Parts) -> i32 {
    let red = i32::midpoint(one[0], other[0]);
    let [r, g, b] = [0, 1, 2].map(|part| (one[part] - other[part]).pow(2));
    (((512 + red) * r) >> 8) + 4 * g + (((767 - red) * b) >> 8)
}

fn parts(color: &str) -> Option<Parts> {
    let digits = color.strip_prefix('#')?;
    let part = |from: usize| i32::from_str_radix(digits.get(from..from + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn least(color: &str, others: &[String]) -> i32 {
        let color = parts(color).unwrap();
        let distances = others.iter().map(|it| distance(color, parts(it).unwrap()));
        distances.min().unwrap()
    }

    #[test]
    fn without_any_in_use_the_first_of_the_palette_comes_first() {
        let offered = unlike(&[], 3);

        assert_eq!(offered[0], PALETTE[0]);
        assert_eq!(offered.len(), 3);
        assert!(
            PALETTE
                .iter()
                .all(|color| is_readable(parts(color).unwrap()))
        );
    }

    #[test]
    fn what_is_offered_is_far_from_all_in_use_however_many_there_are() {
        let mut used: Vec<String> = Vec::new();
        for _ in 0..40 {
            let next = unlike(&used, 1).pop().unwrap();
            assert!(
                used.is_empty() || least(&next, &used) > 2_000,
                "{next} of {used:?}"
            );
            used.push(next);
        }
    }

    #[test]
    fn a_colour_beside_one_in_use_is_not_offered() {
        let used = vec!["#2b6cb1".to_owned(), "not one".to_owned()];

        let offered = unlike(&used, 3);

        assert!(!offered.contains(&"#2b6cb0".to_owned()));
        assert!(
            offered
                .iter()
                .all(|color| least(color, &used[..1]) > 50_000)
        );
    }
}
