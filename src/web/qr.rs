//! QR codes as small SVG pictures: `qr(text)` in templates. What a code says and how large it is printed is for pages.

use std::fmt::Write;

use fast_qr::{ECL, QRBuilder};
use minijinja::{Environment, Error, ErrorKind, Value};

/// White around the symbol, in modules: what the standard asks for.
const QUIET: usize = 4;

/// Gives templates `qr("/TR27.3")`: the picture, black on white with its quiet zone, as large as its box.
pub(super) fn add_to(environment: &mut Environment<'static>) {
    environment.add_function("qr", |text: &str| {
        svg(text).map(Value::from_safe_string).ok_or_else(|| {
            Error::new(
                ErrorKind::InvalidOperation,
                format!("{} bytes are too many for a QR code", text.len()),
            )
        })
    });
}

/// The picture of exactly this text; `None` when it is too long for a QR code.
///
/// A quarter of the symbol may be dirty or torn (level Q): package codes still fit into the smallest symbol.
pub fn svg(text: &str) -> Option<String> {
    let code = QRBuilder::new(text).ecl(ECL::Q).build().ok()?;
    let side = code.size + 2 * QUIET;
    let mut svg = String::with_capacity(2048);
    // One line per run of dark modules: a tenth of what one square per module takes.
    let _ = write!(
        svg,
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"{}\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path stroke=\"#000\" fill=\"none\" d=\"",
        super::filters::escaped(text)
    );
    for row in 0..code.size {
        let dark: Vec<bool> = code[row].iter().map(|module| module.value()).collect();
        draw_row(&mut svg, row, &dark);
    }
    svg.push_str("\"/></svg>");
    Some(svg)
}

/// The runs of a row: the first at its place, each further one as far from the end of the one before.
fn draw_row(svg: &mut String, row: usize, dark: &[bool]) {
    let mut end = None;
    let mut column = 0;
    for run in dark.chunk_by(|a, b| a == b) {
        if run.first() == Some(&true) {
            // Writing to a string cannot fail.
            let _ = match end {
                None => write!(svg, "M{} {}.5", column + QUIET, row + QUIET),
                Some(end) => write!(svg, "m{} 0", column - end),
            };
            let _ = write!(svg, "h{}", run.len());
            end = Some(column + run.len());
        }
        column += run.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the picture back into modules, quiet zone included.
    fn modules(svg: &str) -> Vec<Vec<bool>> {
        let side: usize = between(svg, "viewBox=\"0 0 ", " ").parse().unwrap();
        let mut grid = vec![vec![false; side]; side];
        let runs = between(svg, "fill=\"none\" d=\"", "\"").replace('h', " h");
        for line in runs.split('M').skip(1) {
            let mut words = line.split([' ', 'm']).filter(|word| !word.is_empty());
            let mut x: usize = words.next().unwrap().parse().unwrap();
            let y: f64 = words.next().unwrap().parse().unwrap();
            for word in words {
                let Some(run) = word.strip_prefix('h') else {
                    x += word.parse::<usize>().unwrap();
                    continue;
                };
                let length: usize = run.parse().unwrap();
                grid[y as usize][x..x + length].fill(true);
                x += length;
            }
        }
        grid
    }

    fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
        let rest = text.split_once(start).unwrap().1;
        rest.split_once(end).unwrap().0
    }

    #[test]
    fn a_package_code_takes_the_smallest_symbol_with_four_white_modules_around_it() {
        let grid = modules(&svg("/TR27.3").unwrap());

        assert_eq!(grid.len(), 21 + 8);
        let white = |row: &[bool]| row.iter().all(|dark| !dark);
        for edge in [0, 1, 2, 3, 25, 26, 27, 28] {
            assert!(white(&grid[edge]), "row {edge}");
            assert!(grid.iter().all(|row| !row[edge]), "column {edge}");
        }
        // The upper left corner: seven dark modules, then one light.
        assert_eq!(
            grid[4][4..12],
            [true, true, true, true, true, true, true, false]
        );
        assert_eq!(
            svg("/TR123456.1000").unwrap(),
            svg("/TR123456.1000").unwrap()
        );
        assert_eq!(modules(&svg("/TR123456.1000").unwrap()).len(), 29);
    }

    #[test]
    fn the_picture_is_exactly_the_symbol() {
        let text = "https://example.org/a somewhat longer text, of bytes: ğ";
        let code = QRBuilder::new(text).ecl(ECL::Q).build().unwrap();
        let grid = modules(&svg(text).unwrap());

        for row in 0..code.size {
            for column in 0..code.size {
                assert_eq!(grid[row + 4][column + 4], code[row][column].value());
            }
        }
    }

    #[test]
    fn it_is_small_and_its_words_are_escaped() {
        assert!(svg("/TR27.3").unwrap().len() < 2_000);
        assert!(
            svg("\"><script>")
                .unwrap()
                .contains("aria-label=\"&quot;&gt;&lt;script&gt;\"")
        );
        assert!(svg(&"x".repeat(4_000)).is_none());
    }
}
