//! Checks that the browser's files were made; cargo must not run npm by itself.

use std::path::Path;

#[expect(
    clippy::disallowed_methods,
    reason = "cargo tells build scripts the profile this way"
)]
fn main() {
    let manifest = "src/web/assets/dist/manifest.json";
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={manifest}");
    if Path::new(manifest).exists() {
        return;
    }
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    assert!(
        !is_release,
        "\n\nerror: the style sheet and scripts of the pages are missing in src/web/assets/dist\nhint: run ops/assets\n"
    );
    println!(
        "cargo:warning=pages will look bare: run ops/assets to make their style sheet and scripts"
    );
}
