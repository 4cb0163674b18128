//! The catalog, its kits and the lists behind it, from the shell.

use super::transcript;

#[test]
fn lists_are_kept_from_the_shell() {
    let (out, err, code) = transcript(
        "entity create donor 'Northern Fund' --t1 A-1,A-2 --t3 B-1\n\
         entity create donor 'northern fund'\n\
         entity create supplier Hedef\n\
         entity rename supplier hedef 'Hedef A'\n\
         entity archive supplier 'Hedef A'\n\
         entity list supplier\n\
         entity list supplier --archived --json\n\
         entity list donor-code\n",
        false,
    );

    assert!(out.contains("Northern Fund  A-1, A-2  B-1"), "{out}");
    assert!(out.contains("\"name\": \"Hedef A\""), "{out}");
    assert!(out.contains("A-2   t1"), "{out}");
    assert!(err.contains("this is already in the list"), "{err}");
    assert!(err.contains("nothing found"), "{err}");
    assert_eq!(code, 2);
}

#[test]
fn a_file_is_tried_imported_and_packed_into_kits() {
    let folder = std::env::temp_dir().join(format!("cts-import-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = |name: &str| folder.join(name).display().to_string();
    let headings = "item_code,item_category,description,donor,donor_t1,supplier,weight,unit,price_local,price_usd";
    let good = format!(
        "{headings}\nM-1,Medicines,Gauze,WHO,A-1,,0.4,box,60,1.5\nM-2,Medicines,Tape,,,,,roll,5,0\n"
    );
    std::fs::write(path("good.csv"), good).unwrap();
    std::fs::write(
        path("bad.csv"),
        format!("{headings}\nM-1,,Gauze,,,,,box,x,1\n"),
    )
    .unwrap();

    let (out, err, code) = transcript(
        &format!(
            "catalog import {bad}\n\
             catalog import {good} --dry-run\n\
             catalog list\n\
             catalog import {good}\n\
             catalog list --search gau\n\
             kit create Dressing --item 'gauze:100' --item 2:1\n\
             kit add Dressing --item M-1:500\n\
             kit copy dressing 'Dressing 2'\n\
             kit edit 'Dressing 2' --name 'Small dressing' --description 'For ten people' --item gauze:7 --item 2:0\n\
             kit edit 'small dressing' --item Tape:1\n\
             kit edit 'small dressing' --item m-1:-1\n\
             kit edit Dressing --name 'SMALL dressing'\n\
             kit list\n\
             catalog delete 1\n\
             catalog template {template}\n\
             catalog import {template} --dry-run\n\
             catalog import /nowhere.csv\n",
            bad = path("bad.csv"),
            good = path("good.csv"),
            template = path("template.xlsx"),
        ),
        false,
    );

    assert!(
        out.contains("row 2: field item_category: This is needed."),
        "{out}"
    );
    assert!(
        out.contains("row 2: field price_local: This is not a number."),
        "{out}"
    );
    assert!(out.contains("new items       2"), "{out}");
    assert!(out.contains("M-1   Gauze"), "{out}");
    assert!(out.contains("Gauze  Medicines  box        600"), "{out}");
    assert!(out.contains("Small dressing"), "{out}");
    assert!(out.contains("For ten people"), "{out}");
    assert!(out.contains("Gauze  Medicines  box          7"), "{out}");
    for said in [
        "nothing was imported: 2 things are wrong",
        "nothing was written",
        "2 items were added",
        "no item Tape is in Small dressing",
        "this is already in the list",
        "this needs a yes",
        "cannot read /nowhere.csv",
    ] {
        assert!(err.contains(said), "{said} is missing in {err}");
    }
    assert_eq!(code, 2);
    std::fs::remove_dir_all(folder).unwrap();
}
