//! Pages of shipments: what officers and partners see and may do.

mod add_items;
mod bulk;
mod decide;
pub(crate) mod desk;
mod edit;
mod item_edit;
mod list;
mod pack;
mod package_edit;
mod papers;
mod receipt;
mod receipts;
mod show;

use cts::kernel::ids::{PackageId, ShipmentId, UserId};
use cts::kernel::{Role, Status};
use cts::packages;
use cts::packages::model::NewPackages;
use cts::shipments;
use cts::shipments::model::NewShipment;
use diesel::prelude::*;

use crate::support::TestApp;

/// A shipment to be made; states only what a test is about.
pub(crate) struct Builder {
    description: String,
    partner: Option<UserId>,
    packages: i32,
    ready: bool,
    /// Own statuses of the first packages, as scans would have set them.
    scanned: Vec<Status>,
    days_late: i32,
}

/// A shipment of somebody's, in progress and empty.
pub(crate) fn a_shipment(description: &str) -> Builder {
    Builder {
        description: description.into(),
        partner: None,
        packages: 0,
        ready: false,
        scanned: Vec::new(),
        days_late: 0,
    }
}

impl Builder {
    pub(crate) fn of(mut self, partner: UserId) -> Self {
        self.partner = Some(partner);
        self
    }

    pub(crate) fn packages(mut self, count: i32) -> Self {
        self.packages = count;
        self
    }

    pub(crate) fn ready(mut self) -> Self {
        self.ready = true;
        self
    }

    pub(crate) fn scanned(mut self, statuses: &[Status]) -> Self {
        self.scanned = statuses.to_vec();
        self.ready()
    }

    pub(crate) fn days_late(mut self, days: i32) -> Self {
        self.days_late = days;
        self
    }

    pub(crate) async fn insert(self, app: &TestApp) -> (ShipmentId, Vec<PackageId>) {
        let partner = match self.partner {
            Some(partner) => partner,
            None => app.account(Role::Partner).await.id,
        };
        app.write(move |cx| {
            let day = cx.today() - chrono::Days::new(self.days_late.unsigned_abs().into());
            let new = NewShipment {
                description: self.description,
                shipment_on: day,
                expected_on: day,
                store_release: "WR-1".into(),
                partner_id: partner,
                transporter_id: None,
            };
            let id = shipments::service::create(cx, new)?.id;
            let mut made = Vec::new();
            if self.packages > 0 {
                let new = NewPackages {
                    name: "Box".into(),
                    description: String::new(),
                    count: self.packages,
                    kit: None,
                    contents: Vec::new(),
                };
                made = packages::service::add(cx, id, &new)?;
            }
            if self.ready {
                shipments::service::finalize(cx, id)?;
            }
            for (package, status) in made.iter().zip(&self.scanned) {
                let set = format!(
                    "update packages set status = {}, last_scan_label = 'Distribution point, Mare',
                         last_scan_at = now() where id = {package}",
                    status.code()
                );
                diesel::sql_query(set).execute(cx.conn)?;
            }
            diesel::sql_query(format!(
                "update shipments set status = greatest(base_status,
                     case when received_count > 0 then 5 when in_transit_count > 0 then 4
                          when picked_up_count > 0 then 3 else 1 end),
                     last_scan_at = case when picked_up_count + in_transit_count + received_count > 0 then now() end
                 where id = {id}"
            ))
            .execute(cx.conn)?;
            Ok((id, made))
        })
        .await
    }
}
