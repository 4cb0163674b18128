//! What somebody says of packages when they sign: read from a form, and turned into what is signed for.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::kernel::error::FieldError;
use crate::kernel::ids::PackageId;
use crate::kernel::typed::western_digits;
use crate::kernel::{Error, Result, Text};
use crate::scans::service::{self, Remark, Signing};
use crate::shipments::receipts::model::{Finding, Waiting};

/// What the browser sends: a few fields, and for each package `t` with its number when it is ticked, `f12`, `q12` and
/// `n12` with what was found; `g` with `first-last` ticks a whole heading.
pub(super) type Sent = Vec<(String, String)>;

/// The fields that stand once in the form.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct ReceiveForm {
    pub(super) form: String,
    pub(super) which: String,
    pub(super) signed_by: String,
    pub(super) arrived_on: String,
    pub(super) note: String,
}

/// What was typed about packages, by their number.
#[derive(Default)]
pub(super) struct Marks {
    pub(super) ticked: BTreeSet<i32>,
    /// First and last number of headings: the packages below them change while somebody reads.
    pub(super) groups: BTreeSet<(i32, i32)>,
    pub(super) findings: BTreeMap<i32, String>,
    pub(super) quantities: BTreeMap<i32, String>,
    pub(super) notes: BTreeMap<i32, String>,
}

/// Takes apart what was sent; fields nobody knows are passed over.
pub(super) fn read(sent: Sent) -> (ReceiveForm, Marks) {
    let (mut form, mut marks) = (ReceiveForm::default(), Marks::default());
    for (name, value) in sent {
        match name.as_str() {
            "form" => form.form = value,
            "which" => form.which = value,
            "signed_by" => form.signed_by = value,
            "arrived_on" => form.arrived_on = value,
            "note" => form.note = value,
            "t" => marks.ticked.extend(value.parse::<i32>().ok()),
            "g" => marks.groups.extend(range(&value)),
            _ => {
                let number = name.get(1..).and_then(|number| number.parse().ok());
                let of_packages = match name.as_bytes().first() {
                    Some(b'f') => &mut marks.findings,
                    Some(b'q') => &mut marks.quantities,
                    Some(b'n') => &mut marks.notes,
                    _ => continue,
                };
                if let (Some(number), false) = (number, value.trim().is_empty()) {
                    of_packages.insert(number, value);
                }
            }
        }
    }
    (form, marks)
}

fn range(value: &str) -> Option<(i32, i32)> {
    let (first, last) = value.split_once('-')?;
    Some((first.parse().ok()?, last.parse().ok()?))
}

impl Marks {
    pub(super) fn is_below_ticked(&self, number: i32) -> bool {
        let mut groups = self.groups.iter();
        groups.any(|(first, last)| (*first..=*last).contains(&number))
    }

    /// What is signed for, or what is wrong with what was typed.
    pub(super) fn signing(&self, form: &ReceiveForm, waiting: &[Waiting]) -> Result<Signing> {
        let by_number: BTreeMap<i32, &Waiting> = waiting
            .iter()
            .map(|package| (package.number, package))
            .collect();
        let id = |number: &i32| {
            by_number
                .get(number)
                .map_or(PackageId(0), |package| package.id)
        };
        let mut errors = Vec::new();
        let mut wrong = |field, message: Text| errors.push(FieldError { field, message });
        let mut signing = Signing {
            form_key: form.form.clone(),
            signed_by: form.signed_by.clone(),
            note: form.note.clone(),
            everything: form.which == "all",
            ..Signing::default()
        };
        match form.which.as_str() {
            "ticked" => {}
            // A browser that hides no ticks must not sign for more than somebody ticked.
            "all" if self.ticked.is_empty() && self.groups.is_empty() => {}
            "all" => wrong("which", Text::new("receipt-all-or-ticked")),
            _ => wrong("which", Text::new("receipt-which-required")),
        }
        match &*western_digits(&form.arrived_on) {
            "" => {}
            day => match day.parse() {
                Ok(day) => signing.arrived_on = Some(day),
                Err(_) => wrong("arrived_on", Text::new("receipt-arrived-no-day")),
            },
        }
        if !signing.everything {
            let below = waiting
                .iter()
                .filter(|row| self.is_below_ticked(row.number));
            signing.ticked = below.map(|row| row.id).collect();
            signing.ticked.extend(self.ticked.iter().map(id));
        }
        let marked = self
            .findings
            .keys()
            .chain(self.quantities.keys())
            .chain(self.notes.keys());
        for number in marked.collect::<BTreeSet<_>>() {
            match self.remark(*number) {
                Ok(remark) => {
                    signing.remarks.insert(id(number), remark);
                }
                Err(why) => {
                    let code = by_number
                        .get(number)
                        .map_or_else(|| number.to_string(), |package| package.code.clone());
                    wrong("package", why.arg("code", code));
                }
            }
        }
        if errors.is_empty() {
            Ok(signing)
        } else {
            Err(Error::Invalid(errors))
        }
    }

    /// What is wrong with what was typed in the row of a package.
    pub(super) fn wrong(&self, package: &Waiting) -> Option<Text> {
        let number = package.number;
        let typed = [&self.findings, &self.quantities, &self.notes];
        if !typed.into_iter().any(|typed| typed.contains_key(&number)) {
            return None;
        }
        let why = match self.remark(number) {
            Ok(remark) => service::wrong_remark(package, &remark)?,
            Err(why) => why,
        };
        Some(why.arg("code", package.code.clone()))
    }

    /// What was said of a package, or what is wrong with it.
    fn remark(&self, number: i32) -> Result<Remark, Text> {
        let finding = self
            .findings
            .get(&number)
            .and_then(|slug| Finding::from_slug(slug));
        let quantity = self
            .quantities
            .get(&number)
            .map(|text| western_digits(text).parse());
        Ok(Remark {
            finding: finding.ok_or_else(|| Text::new("receipt-what-is-wrong"))?,
            quantity: quantity
                .transpose()
                .map_err(|_| Text::new("receipt-quantity-number"))?,
            note: self.notes.get(&number).cloned().unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Status;

    fn waiting(count: i32) -> Vec<Waiting> {
        (1..=count)
            .map(|number| Waiting {
                id: PackageId(100 + number),
                number,
                code: format!("/TR27.{number}"),
                name: String::new(),
                item_count: 10,
                status: Status::InTransit,
            })
            .collect()
    }

    fn sent(pairs: &[(&str, &str)]) -> (ReceiveForm, Marks) {
        read(
            pairs
                .iter()
                .map(|(name, value)| ((*name).into(), (*value).into()))
                .collect(),
        )
    }

    #[test]
    fn ticks_headings_and_remarks_are_read_by_number() {
        let (form, marks) = sent(&[
            ("which", "ticked"),
            ("g", "51-100"),
            ("t", "2"),
            ("f3", "damaged"),
            ("n3", "wet"),
            ("q3", "٤"),
            ("f4", ""),
            ("f", "x"),
            ("nonsense", "x"),
        ]);

        let signing = marks.signing(&form, &waiting(60)).unwrap();

        assert!(!signing.everything);
        assert_eq!(
            signing.ticked.len(),
            11,
            "one by itself, ten under the second heading"
        );
        assert!(
            signing.ticked.contains(&PackageId(102)) && signing.ticked.contains(&PackageId(160))
        );
        let remark = &signing.remarks[&PackageId(103)];
        assert_eq!(
            (remark.finding, remark.quantity),
            (Finding::Damaged, Some(4))
        );
        assert_eq!(signing.remarks.len(), 1);
    }

    #[test]
    fn nothing_is_signed_for_when_it_is_not_said_what() {
        for pairs in [
            &[][..],
            &[("t", "1")][..],
            &[("which", "some"), ("t", "1")][..],
            &[("which", "all"), ("t", "1")][..],
            &[("which", "all"), ("g", "1-50")][..],
        ] {
            let (form, marks) = sent(pairs);
            let Err(Error::Invalid(errors)) = marks.signing(&form, &waiting(3)) else {
                panic!("{pairs:?} signs");
            };
            assert_eq!((errors.len(), errors[0].field), (1, "which"));
        }
    }

    #[test]
    fn all_wrong_rows_are_told_by_their_code() {
        let (form, marks) = sent(&[
            ("which", "ticked"),
            ("q1", "4"),
            ("f2", "short"),
            ("q2", "x"),
        ]);
        let Err(Error::Invalid(errors)) = marks.signing(&form, &waiting(3)) else {
            panic!("signs");
        };
        let said: Vec<_> = errors.iter().map(|it| it.message.to_string()).collect();
        let rows = waiting(3);
        assert!(marks.wrong(&rows[1]).is_some() && marks.wrong(&rows[2]).is_none());
        assert!(
            said[0].contains("/TR27.1") && said[1].contains("/TR27.2"),
            "{said:?}"
        );
    }

    #[test]
    fn a_number_without_a_word_or_a_word_for_a_number_is_wrong() {
        for pairs in [&[("q3", "4")][..], &[("f3", "short"), ("q3", "four")][..]] {
            let (form, marks) = sent(pairs);
            assert!(matches!(
                marks.signing(&form, &waiting(3)),
                Err(Error::Invalid(_))
            ));
        }
    }
}
