//! Use cases: store a page, interpret, recompute, decide, list, delete what was scanned.

mod decide;
mod delete;
mod devices;
pub(in crate::scans) mod forms;
mod interpret;
mod lists;
mod receive;
mod recompute;
mod replay;
mod store;
pub(in crate::scans) mod tallies;

pub use decide::{correct, dismiss, keep_deleted, retry, void, void_deleted};
pub use delete::{
    delete_packages, delete_shipment, preview_package_deletion, preview_shipment_deletion,
};
pub use forms::list_forms;
pub(in crate::scans) use interpret::BATCH;
pub use interpret::{interpret, retry_open};
pub use lists::{
    count_exceptions, find, find_exception, list, list_exceptions, list_of_package,
    list_of_shipment, open_count, payload,
};
pub use receive::{Confirmed, Remark, Signing, confirm_receipt, wrong_remark};
pub use recompute::{recompute, verify_statuses};
pub use replay::replay;
pub use store::{Cursor, store_page};
pub use tallies::{state_counts, state_counts_by_form, verify_tallies};
