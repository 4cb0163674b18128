//! Style sheet, script and icons.

use cts::web::assets;
use reqwest::Method;

use crate::support::TestApp;

#[tokio::test]
async fn files_are_served_small_and_kept_for_good() {
    assert!(assets::are_made(), "run ops/assets first");
    let app = TestApp::new().await;
    let mut client = app.anonymous();

    let ask = client
        .request_at(Method::GET, &assets::url("app.css"))
        .header("accept-encoding", "gzip, br");
    let reply = client.send(ask).await;

    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-encoding"), "br");
    assert!(reply.header("cache-control").contains("immutable"));
    assert!(reply.header("content-type").starts_with("text/css"));
}

#[test]
fn the_first_page_stays_light() {
    let of = |name: &str| {
        let url = assets::url(name);
        let asset = assets::find(url.strip_prefix("/static/").unwrap()).unwrap();
        asset.form_for("br").0.len()
    };

    let together: usize = ["app.css", "app.js", "icons.svg", "mark.svg"]
        .map(of)
        .iter()
        .sum();

    assert!(together < 60_000, "{together} bytes");
}

#[test]
fn every_icon_that_pages_use_is_drawn() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let icons = std::fs::read_to_string(format!("{root}/web/assets/src/icons.json")).unwrap();
    let icons: std::collections::HashMap<String, String> = serde_json::from_str(&icons).unwrap();
    let mut templates = Vec::new();
    collect(std::path::Path::new(root), &mut templates);
    let mut missing = Vec::new();
    for path in templates {
        let text = std::fs::read_to_string(&path).unwrap();
        for part in text.split("icon(\"").skip(1) {
            let (name, after) = part.split_once('"').unwrap();
            if !after.trim_start().starts_with('~') && !icons.contains_key(name) {
                missing.push(format!("{}: {name}", path.display()));
            }
        }
    }

    assert!(
        missing.is_empty(),
        "add to src/web/assets/src/icons.json:\n{}",
        missing.join("\n")
    );
}

fn collect(below: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(below).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("node_modules") {
            collect(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "html")
        {
            found.push(path);
        }
    }
}
