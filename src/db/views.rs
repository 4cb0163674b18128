//! The views of `migrations/views.sql` as tables for diesel; columns that nobody reads through diesel are left out.

diesel::table! {
    /// Shipments with the names of what they point at.
    views.shipments (id) {
        id -> Int4,
        description -> Text,
        shipment_on -> Date,
        expected_on -> Date,
        store_release -> Text,
        partner_id -> Int4,
        status -> Int2,
        loss_acceptable -> Bool,
        status_note -> Text,
        last_scan_label -> Nullable<Text>,
        last_scan_at -> Nullable<Timestamptz>,
        ready_on -> Nullable<Date>,
        picked_up_on -> Nullable<Date>,
        in_transit_on -> Nullable<Date>,
        received_on -> Nullable<Date>,
        package_count -> Int4,
        item_count -> Int8,
        received_item_count -> Int8,
        price_local -> Numeric,
        price_usd -> Numeric,
        in_progress_count -> Int4,
        ready_count -> Int4,
        picked_up_count -> Int4,
        in_transit_count -> Int4,
        received_count -> Int4,
        donor_count -> Int4,
        donor_name -> Nullable<Text>,
        transporter_name -> Nullable<Text>,
        created_at -> Timestamptz,
        display_name -> Text,
        partner_name -> Text,
        partner_color -> Nullable<Text>,
    }
}

diesel::table! {
    /// Packages with what their shipment says of them.
    views.packages (id) {
        id -> Int4,
        shipment_id -> Int4,
        number -> Int4,
        code -> Text,
        name -> Text,
        description -> Text,
        kit_id -> Nullable<Int4>,
        status -> Int2,
        base_status -> Int2,
        last_scan_id -> Nullable<Int8>,
        last_scan_label -> Nullable<Text>,
        last_scan_at -> Nullable<Timestamptz>,
        picked_up_at -> Nullable<Timestamptz>,
        in_transit_at -> Nullable<Timestamptz>,
        received_at -> Nullable<Timestamptz>,
        item_row_count -> Int4,
        item_count -> Int8,
        price_local -> Numeric,
        price_usd -> Numeric,
        created_at -> Timestamptz,
        partner_id -> Int4,
        expected_on -> Date,
        closed_as -> Nullable<Int2>,
        shipment_status -> Int2,
    }
}
