//! Who may do what: the list of people.

use poem::web::Query;
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use crate::accounts::model::{User, UserCounts, UserFilter, UserSort};
use crate::accounts::service;
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{Language, Model, Permission, Role, Text};
use crate::web::{App, FileKind, Page, Result, Sheet, Visit};

/// The word for accounts that are switched off, in addresses.
const OFF: &str = "off";

/// The address holds the whole state of the list.
#[derive(Default, Deserialize)]
pub(crate) struct UsersQuery {
    #[serde(default)]
    q: String,
    /// A role, or `off`; empty for all who may sign in.
    #[serde(default)]
    who: String,
    #[serde(default)]
    sort: String,
    page: Option<String>,
    size: Option<String>,
    /// `csv` or `xlsx`: the whole list as a file.
    file: Option<String>,
}

impl UsersQuery {
    fn filter(&self) -> UserFilter {
        let search = self.q.trim();
        UserFilter {
            role: Role::from_slug(&self.who),
            is_active: Some(self.who != OFF),
            search: (!search.is_empty()).then(|| search.to_owned()),
        }
    }

    fn paging(&self) -> Paging {
        Paging::from_address(self.page.as_deref(), self.size.as_deref())
    }
}

/// What the template sees.
#[derive(Serialize)]
pub(crate) struct UsersPage {
    q: String,
    who: String,
    sort: String,
    chips: Vec<Chip>,
    filtered: bool,
    may_add: bool,
    may_change: bool,
    list: Paginated<Line>,
}

#[derive(Serialize)]
struct Chip {
    value: &'static str,
    label: &'static str,
    count: i64,
    here: bool,
}

#[derive(Serialize)]
struct Line {
    user: User,
    name: String,
    role: &'static str,
}

impl Line {
    fn new(user: User) -> Self {
        Self {
            name: user.display_name().to_owned(),
            role: user.role.text_key(),
            user,
        }
    }
}

fn chips(counts: &UserCounts, who: &str) -> Vec<Chip> {
    let chip = |value: &'static str, label, count| Chip {
        here: who == value,
        value,
        label,
        count,
    };
    let mut chips = vec![chip("", "users-all", counts.active())];
    for role in Role::ALL.into_iter().rev() {
        chips.push(chip(role.slug(), role.text_key(), counts.of(role)));
    }
    chips.push(chip(OFF, "users-off", counts.off));
    chips
}

impl Page for UsersPage {
    const TEMPLATE: &'static str = "accounts/templates/users.html";

    fn samples() -> Vec<Self> {
        let page = |rows: Vec<User>, q: &str, may_add| Self {
            q: q.into(),
            who: String::new(),
            sort: "-seen".into(),
            chips: chips(&UserCounts::default(), ""),
            filtered: !q.is_empty(),
            may_add,
            may_change: may_add,
            list: Paginated::new(
                rows.into_iter().map(Line::new).collect(),
                80,
                Paging::default(),
            ),
        };
        let empty = |q: &str| Self {
            list: Paginated::new(Vec::new(), 0, Paging::default()),
            ..page(Vec::new(), q, true)
        };
        vec![
            page(vec![User::sample(true), User::sample(false)], "", true),
            empty(""),
            empty("<x>"),
        ]
    }
}

/// The whole list as a file has what the table shows.
fn sheet(list: Paginated<User>, language: Language) -> crate::kernel::Result<Sheet> {
    let word = |key: &'static str| Text::new(key).in_language(language);
    let headings = [
        "user-name",
        "sign-in-email",
        "user-role",
        "user-mobile",
        "user-skype",
        "user-code",
        "user-device",
        "user-seen",
    ];
    Sheet::new("people", language, headings.map(Text::new)).rows(list, |user| {
        let phone = user.device_id.is_some().then(|| word("user-device-bound"));
        vec![
            user.display_name().into(),
            user.email.as_str().into(),
            word(user.role.text_key()).into(),
            user.mobile.into(),
            user.skype.into(),
            user.code.into(),
            phone.into(),
            user.last_sign_in_at.into(),
        ]
    })
}

/// The list.
#[handler]
pub(crate) async fn get(
    app: App,
    visit: Visit,
    Query(query): Query<UsersQuery>,
) -> Result<Response> {
    let (filter, paging) = (query.filter(), query.paging());
    let sort = UserSort::from_address(&query.sort);
    if let Some(kind) = FileKind::from_address(query.file.as_deref()) {
        let language = visit.language();
        let file = app
            .db()
            .read(&visit.op(), move |cx| {
                let list = service::list_sorted(cx, &filter, sort, Sheet::PAGING)?;
                sheet(list, language)?.file(kind)
            })
            .await?;
        return Ok(file.into());
    }
    let filtered = filter.search.is_some() || !query.who.is_empty();
    let (list, counts) = app
        .db()
        .read(&visit.op(), move |cx| {
            Ok((
                service::list_sorted(cx, &filter, sort, paging)?,
                service::count(cx, filter.search.as_deref())?,
            ))
        })
        .await?;
    let page = UsersPage {
        chips: chips(&counts, &query.who),
        q: query.q.trim().to_owned(),
        who: query.who,
        sort: query.sort,
        filtered,
        may_add: visit.may(Permission::add(Model::User)),
        may_change: visit.may(Permission::change(Model::User)),
        list: list.map(Line::new),
    };
    app.page(&visit, &page)
}
