// @generated automatically by Diesel CLI.

diesel::table! {
    /// What is broken now, so that administrators are told once, and once more when it is well again, whatever restarts.
    alerts (subject) {
        /// job:NAME, form:SERVER/NUMBER or backup.
        subject -> Text,
        problem -> Text,
        detail -> Text,
        since -> Timestamptz,
        /// When they were told of this problem; null while it may mend itself.
        told_at -> Nullable<Timestamptz>,
        /// Whether they were ever told that this is broken: then they hear when it is well.
        is_known -> Bool,
    }
}

diesel::table! {
    /// Tokens with which programs act as a person; shown once, when they are made.
    api_tokens (id) {
        id -> Int4,
        user_id -> Int4,
        name -> Text,
        /// SHA-256 (hex) of the token, so that a copy of this table lets nobody in.
        token_hash -> Text,
        /// Its first characters, to tell it from others.
        hint -> Text,
        created_at -> Timestamptz,
        created_by -> Nullable<Int4>,
        last_used_at -> Nullable<Timestamptz>,
        /// From then on it is worth nothing.
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// Who changed what, through which door, when; rows are only ever added.
    audit (id) {
        id -> Int8,
        at -> Timestamptz,
        actor_kind -> Text,
        actor_id -> Nullable<Int4>,
        actor_name -> Text,
        door -> Text,
        request_id -> Text,
        /// What was done, for example shipment.finalize.
        action -> Text,
        object_type -> Text,
        object_id -> Text,
        /// The values that changed, as they were.
        before -> Nullable<Jsonb>,
        /// The values that changed, as they are now.
        after -> Nullable<Jsonb>,
    }
}

diesel::table! {
    /// Backups of this country that were tried, written by the platform; the app only reads it.
    backups (id) {
        id -> Int8,
        file -> Text,
        kind -> Text,
        started_at -> Timestamptz,
        finished_at -> Timestamptz,
        bytes -> Nullable<Int8>,
        /// Rows in all tables.
        rows -> Nullable<Int8>,
        /// When it was restored into a scratch database and compared.
        verified_at -> Nullable<Timestamptz>,
        /// Why there is no backup, or why it is not to be trusted.
        error -> Nullable<Text>,
    }
}

diesel::table! {
    /// What can be sent; packages take a copy of these values.
    catalog_items (id) {
        id -> Int4,
        item_code -> Text,
        description -> Text,
        unit -> Text,
        price_usd -> Numeric,
        price_local -> Numeric,
        /// Kilograms per unit.
        weight -> Nullable<Float8>,
        item_category_id -> Int4,
        donor_id -> Nullable<Int4>,
        donor_t1_id -> Nullable<Int4>,
        supplier_id -> Nullable<Int4>,
        /// Goes up with every change a person saves; an edit begun on an older one is told, not taken.
        version -> Int4,
        /// Since when it is no longer offered; what uses it keeps it.
        archived_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// Files for the catalog that were previewed and wait for a yes, or had it; gone after a day.
    catalog_uploads (id) {
        id -> Uuid,
        file_name -> Text,
        content -> Bytea,
        uploaded_by -> Nullable<Int4>,
        uploaded_at -> Timestamptz,
        /// How a text file was read; none for spreadsheets and where there is nothing to choose.
        encoding -> Nullable<Text>,
        /// When somebody said yes; its content is gone then.
        imported_at -> Nullable<Timestamptz>,
        /// How many items came in with it.
        item_count -> Nullable<Int4>,
    }
}

diesel::table! {
    /// What coordinators chose for their country, over its file; no row until they did.
    country (is_only) {
        is_only -> Bool,
        /// Tags of the languages offered on pages, the default first (en,tr,ar).
        languages -> Text,
        /// Goes up with every change a person saves; an edit begun on an older one is told, not taken.
        version -> Int4,
    }
}

diesel::table! {
    donor_codes (id) {
        id -> Int4,
        code -> Text,
        /// t1 or t3, the two lists of codes donors use.
        kind -> Text,
        /// Goes up with every change a person saves; an edit begun on an older one is told, not taken.
        version -> Int4,
        /// Since when it is no longer offered; what uses it keeps it.
        archived_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    donors (id) {
        id -> Int4,
        name -> Text,
        /// Goes up with every change a person saves; an edit begun on an older one is told, not taken.
        version -> Int4,
        /// Since when it is no longer offered; what uses it keeps it.
        archived_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    donors_donor_codes (donor_id, donor_code_id) {
        donor_id -> Int4,
        donor_code_id -> Int4,
    }
}

diesel::table! {
    /// Append-only history of packages and shipments, written by the statements that change them. No foreign keys: history outlives its objects.
    events (id) {
        id -> Int8,
        /// When we recorded it; the scan holds when it happened on the road.
        at -> Timestamptz,
        kind -> Text,
        shipment_id -> Nullable<Int4>,
        /// Null for an event of the shipment itself.
        package_id -> Nullable<Int4>,
        scan_id -> Nullable<Int8>,
        from_status -> Nullable<Int2>,
        to_status -> Nullable<Int2>,
        actor_kind -> Text,
        actor_id -> Nullable<Int4>,
        actor_name -> Text,
        door -> Text,
    }
}

diesel::table! {
    /// Choice lists by version of the form, for the words of places.
    form_definitions (source_form_id, version) {
        source_form_id -> Int4,
        version -> Text,
        definition -> Jsonb,
        fetched_at -> Timestamptz,
    }
}

diesel::table! {
    item_categories (id) {
        id -> Int4,
        name -> Text,
        /// Goes up with every change a person saves; an edit begun on an older one is told, not taken.
        version -> Int4,
        /// Since when it is no longer offered; what uses it keeps it.
        archived_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// What each scheduled job did: when, how long, how many, and what went wrong.
    job_runs (id) {
        id -> Int8,
        job -> Text,
        trigger -> Text,
        started_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
        outcome -> Nullable<Text>,
        /// How many things it did, in the job's own unit (submissions fetched, rows removed).
        done -> Int8,
        summary -> Jsonb,
        error -> Text,
    }
}

diesel::table! {
    kit_items (kit_id, catalog_item_id) {
        kit_id -> Int4,
        catalog_item_id -> Int4,
        quantity -> Int4,
    }
}

diesel::table! {
    kits (id) {
        id -> Int4,
        name -> Text,
        description -> Text,
        /// Goes up with every change a person saves; an edit begun on an older one is told, not taken.
        version -> Int4,
    }
}

diesel::table! {
    /// Until when somebody has seen what is addressed to them; the notices themselves follow from what is.
    notices_seen (user_id) {
        user_id -> Int4,
        seen_at -> Timestamptz,
    }
}

diesel::table! {
    /// Observations by form and state: the sum of the rows that name both.
    observation_tallies (id) {
        id -> Int8,
        source_form_id -> Int4,
        state -> Text,
        /// How many came; negative where they left.
        observations -> Int8,
    }
}

diesel::table! {
    /// One row per distinct code of a submission, or one without a code. Received = the sum of the five states, always.
    observations (id) {
        id -> Int8,
        submission_id -> Int8,
        /// package: a scan of a package; device: a phone bound to a user by their code.
        kind -> Text,
        /// As scanned, trimmed; null when there was none or the submission cannot be read.
        code -> Nullable<Text>,
        /// The status it names; null when none that is known.
        status -> Nullable<Int2>,
        state -> Text,
        /// Why it is open; kept when a person dismisses or voids it.
        reason -> Nullable<Text>,
        /// What to add to the reason, for example the other country's name or the database's refusal.
        detail -> Text,
        /// What a person said the code should be.
        corrected_code -> Nullable<Text>,
        /// What a person said the status should be.
        corrected_status -> Nullable<Int2>,
        note -> Text,
        created_at -> Timestamptz,
        settled_at -> Nullable<Timestamptz>,
        settled_by -> Nullable<Int4>,
    }
}

diesel::table! {
    /// Mail to be sent and mail that was; written with the change it tells of, so that it is neither lost nor sent for nothing.
    outgoing_mails (id) {
        id -> Int8,
        recipient -> Text,
        subject -> Text,
        /// Emptied once settled, outside dev: it may hold a link that lets somebody in. The same for html_body.
        text_body -> Text,
        html_body -> Nullable<Text>,
        /// What it is about, for example user.invitation.
        purpose -> Text,
        created_at -> Timestamptz,
        /// Not sent before this; null once it is settled: sent, or given up.
        next_attempt_at -> Nullable<Timestamptz>,
        sent_at -> Nullable<Timestamptz>,
        attempts -> Int4,
        /// What the mail server said at the last attempt; empty when it took it.
        last_error -> Text,
    }
}

diesel::table! {
    /// Contents of packages: a copy of the catalog's values at packing, plus the quantity.
    package_items (id) {
        id -> Int8,
        package_id -> Int4,
        catalog_item_id -> Nullable<Int4>,
        description -> Text,
        unit -> Text,
        quantity -> Int4,
        price_usd -> Numeric,
        price_local -> Numeric,
        weight -> Nullable<Float8>,
        item_category_id -> Nullable<Int4>,
        donor_id -> Nullable<Int4>,
        donor_t1_id -> Nullable<Int4>,
        supplier_id -> Nullable<Int4>,
        /// Goes up with every change a person saves; an edit begun on an older one is told, not taken.
        version -> Int4,
    }
}

diesel::table! {
    /// The largest number a package of a shipment ever had; the next one is above it, also after packages were deleted.
    package_numbers (shipment_id) {
        shipment_id -> Int4,
        last -> Int4,
    }
}

diesel::table! {
    packages (id) {
        id -> Int4,
        shipment_id -> Int4,
        /// From 1 within its shipment.
        number -> Int4,
        /// The exact text in its QR code: prefix, shipment, number (/TR27.3).
        code -> Text,
        name -> Text,
        description -> Text,
        kit_id -> Nullable<Int4>,
        /// Own status: the furthest of base_status and its scans naming 3, 4 or 5.
        status -> Int2,
        /// What finalize, re-open or an import say.
        base_status -> Int2,
        /// Latest scan that counts, by (scan time, progress, row key). No foreign key: scans go only with their package.
        last_scan_id -> Nullable<Int8>,
        last_scan_label -> Nullable<Text>,
        last_scan_at -> Nullable<Timestamptz>,
        /// Scan time of the earliest scan with status 3; the next two likewise for 4 and 5.
        picked_up_at -> Nullable<Timestamptz>,
        in_transit_at -> Nullable<Timestamptz>,
        received_at -> Nullable<Timestamptz>,
        item_row_count -> Int4,
        item_count -> Int8,
        price_local -> Numeric,
        price_usd -> Numeric,
        created_at -> Timestamptz,
        /// Goes up with every change a person saves; an edit begun on an older one is told, not taken.
        version -> Int4,
    }
}

diesel::table! {
    /// Links with which somebody sets a password once; a used one is gone.
    password_links (token_hash) {
        /// SHA-256 (hex) of the last part of the link, so that a copy of this table lets nobody in.
        token_hash -> Text,
        /// Whose password; null for the one that makes the first coordinator of a country.
        user_id -> Nullable<Int4>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    receipt_lines (id) {
        id -> Int8,
        receipt_id -> Int4,
        package_id -> Int4,
        /// whole; short = it came with less inside; damaged; missing = it did not come.
        finding -> Text,
        /// Units that were short or damaged; null when nobody counted.
        quantity -> Nullable<Int8>,
        note -> Text,
    }
}

diesel::table! {
    /// What somebody signed for: which packages of a shipment arrived, whole or not. The scans it makes come from its submission.
    receipts (id) {
        id -> Int4,
        shipment_id -> Int4,
        /// What it became among the scans; null when nothing had arrived.
        submission_id -> Nullable<Int8>,
        /// Made with the page it was filled in on: sent twice, it counts once.
        form_key -> Text,
        /// The name of the person at the place, as typed.
        signed_by -> Text,
        note -> Text,
        /// The account it was sent from; null for an operator at the command line.
        user_id -> Nullable<Int4>,
        actor_name -> Text,
        /// The day, in the country's zone, on which the packages came.
        arrived_on -> Date,
        created_at -> Timestamptz,
        whole_count -> Int4,
        short_count -> Int4,
        damaged_count -> Int4,
        missing_count -> Int4,
        /// When somebody of the office said what became of what was short, damaged or missing.
        settled_at -> Nullable<Timestamptz>,
        settled_by -> Nullable<Int4>,
        settled_note -> Text,
    }
}

diesel::table! {
    /// A package seen at a place and time. Status follows from the set of those that are not void.
    scans (id) {
        id -> Int8,
        observation_id -> Int8,
        submission_id -> Int8,
        package_id -> Int4,
        shipment_id -> Int4,
        code -> Text,
        /// The status it names; only 3, 4 and 5 move a package.
        status -> Nullable<Int2>,
        label -> Text,
        latitude -> Nullable<Float8>,
        longitude -> Nullable<Float8>,
        altitude -> Nullable<Float8>,
        accuracy -> Nullable<Float8>,
        /// ISO 3166 code of the country of its position; null without one.
        country -> Nullable<Text>,
        /// When the phone scanned, as submissions.scanned_at.
        scanned_at -> Timestamptz,
        /// When the source received it.
        submitted_at -> Timestamptz,
        /// When we received it.
        received_at -> Timestamptz,
        row_key -> Text,
        device_id -> Text,
        /// The user whose bound phone scanned it.
        user_id -> Nullable<Int4>,
        voided_at -> Nullable<Timestamptz>,
        voided_by -> Nullable<Int4>,
        void_note -> Text,
    }
}

diesel::table! {
    /// Forms that were carried out, so that one that is sent twice is carried out once. Rows of a week ago are cleaned up.
    sent_forms (user_id, form_key, path) {
        user_id -> Int4,
        /// Made with the page the form was shown on, and a checksum of what was filled in, without passwords.
        form_key -> Text,
        /// Where the form was sent to.
        path -> Text,
        /// What was said of it, and where it led.
        done -> Jsonb,
        sent_at -> Timestamptz,
    }
}

diesel::table! {
    /// Signed-in browsers. Rows idle for 30 minutes are worth nothing and are cleaned up.
    sessions (token_hash) {
        /// SHA-256 (hex) of the value in the cookie, so that a copy of this table signs nobody in.
        token_hash -> Text,
        user_id -> Int4,
        csrf_token -> Text,
        /// Messages for the next page.
        flash -> Jsonb,
        created_at -> Timestamptz,
        last_seen_at -> Timestamptz,
        address -> Text,
        user_agent -> Text,
    }
}

diesel::table! {
    /// Of which lateness of a shipment people were told; another expected day begins anew.
    shipment_alerts (shipment_id, expected_on, stage) {
        shipment_id -> Int4,
        expected_on -> Date,
        /// 1 due tomorrow, 2 overdue, 3 three days, 4 a week.
        stage -> Int2,
        told_at -> Timestamptz,
    }
}

diesel::table! {
    /// Donors that the items of a shipment name, and in how many rows; kept by the triggers on packages and package_items.
    shipment_donors (shipment_id, donor_id) {
        shipment_id -> Int4,
        donor_id -> Int4,
        item_rows -> Int8,
    }
}

diesel::table! {
    /// How many shipments each partner has in each own status; kept by the triggers on shipments, so that lists need not count.
    shipment_tallies (partner_id, status) {
        partner_id -> Int4,
        status -> Int2,
        shipments -> Int8,
    }
}

diesel::table! {
    shipments (id) {
        id -> Int4,
        description -> Text,
        shipment_on -> Date,
        expected_on -> Date,
        store_release -> Text,
        partner_id -> Int4,
        transporter_id -> Nullable<Int4>,
        /// 7 or 8 when a person closed it, else the furthest of base_status and its packages. 6 is never stored.
        status -> Int2,
        /// What people or an import say: 1, after finalize 2.
        base_status -> Int2,
        /// 7 lost or 8 cancelled by a person; reinstate empties it.
        closed_as -> Nullable<Int2>,
        loss_acceptable -> Bool,
        status_note -> Text,
        /// Words of the place in its latest scan.
        last_scan_label -> Nullable<Text>,
        last_scan_at -> Nullable<Timestamptz>,
        /// Day, in the country's zone, it was finalized; empty again after re-opening.
        ready_on -> Nullable<Date>,
        /// Day, in the country's zone, of the earliest scan with status 3 of any package.
        picked_up_on -> Nullable<Date>,
        in_transit_on -> Nullable<Date>,
        received_on -> Nullable<Date>,
        package_count -> Int4,
        /// Sum of quantities. This and the following counts and sums are kept by the trigger on packages.
        item_count -> Int8,
        /// Sum of quantities in packages whose own status is 5.
        received_item_count -> Int8,
        price_local -> Numeric,
        price_usd -> Numeric,
        in_progress_count -> Int4,
        ready_count -> Int4,
        picked_up_count -> Int4,
        in_transit_count -> Int4,
        received_count -> Int4,
        /// How many donors its items name. This and donor_id follow from shipment_donors.
        donor_count -> Int4,
        /// The donor, when its items name exactly one.
        donor_id -> Nullable<Int4>,
        created_at -> Timestamptz,
        /// Goes up with every change a person saves; an edit begun on an older one is told, not taken.
        version -> Int4,
    }
}

diesel::table! {
    source_forms (id) {
        id -> Int4,
        source_id -> Int4,
        /// The form's id on its server.
        form_key -> Text,
        purpose -> Text,
        title -> Text,
        /// Largest row id stored: the tail is asked from here, less an overlap.
        max_row -> Int8,
        /// Largest modification time the server ever sent; its clock, never ours.
        modified_mark -> Nullable<Timestamptz>,
        page_size -> Int4,
        /// ok; failing = retried with growing pauses; credentials, missing, refused = a person must act.
        state -> Text,
        /// What the last attempt said, for administrators; empty when it went well.
        error -> Text,
        failures -> Int4,
        failing_since -> Nullable<Timestamptz>,
        /// Not polled by the schedule before this.
        next_attempt_at -> Nullable<Timestamptz>,
        polled_at -> Nullable<Timestamptz>,
        succeeded_at -> Nullable<Timestamptz>,
        new_row_at -> Nullable<Timestamptz>,
        /// When all rows were last compared with the server, to find deletions.
        compared_at -> Nullable<Timestamptz>,
        /// What the form calls itself (id_string), the same on every server that carries it.
        identity -> Text,
        /// Time-outs in a row; two halve the page size.
        time_outs -> Int2,
        /// Not asked by anybody before this: the server said so (Retry-After).
        ask_again_at -> Nullable<Timestamptz>,
        /// What is odd although polls go well, for administrators.
        warning -> Text,
    }
}

diesel::table! {
    /// Where submissions come from: forms servers by their name in the YAML, later our own endpoints.
    sources (id) {
        id -> Int4,
        name -> Text,
        kind -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    /// Payloads that an edit at the source replaced.
    submission_revisions (submission_id, revision_key) {
        submission_id -> Int8,
        revision_key -> Text,
        payload -> Text,
        payload_sha256 -> Bytea,
        fetched_at -> Timestamptz,
        replaced_at -> Timestamptz,
    }
}

diesel::table! {
    /// Filled forms as they arrived; an edit at the source replaces the row and keeps the old payload in submission_revisions.
    submissions (id) {
        id -> Int8,
        source_form_id -> Int4,
        /// The row's id at the source; never changes there.
        row_key -> Text,
        /// row_key where it is a number: what cursors count in.
        row_number -> Nullable<Int8>,
        /// Changes with every edit at the source.
        revision_key -> Text,
        instance_id -> Nullable<Text>,
        /// When the source says it received it.
        received_at -> Timestamptz,
        /// When we received it.
        fetched_at -> Timestamptz,
        /// When the phone says it was filled (end, else start).
        device_time_at -> Nullable<Timestamptz>,
        /// device_time_at if it lies between received_at - 90 days and received_at + 10 minutes, else received_at.
        scanned_at -> Timestamptz,
        device_id -> Text,
        submitted_by -> Text,
        version -> Text,
        /// The raw answer of current_location.
        location -> Text,
        /// The status it names (5 for a voucher); null when it names none that is known.
        status -> Nullable<Int2>,
        label -> Text,
        latitude -> Nullable<Float8>,
        longitude -> Nullable<Float8>,
        altitude -> Nullable<Float8>,
        accuracy -> Nullable<Float8>,
        country -> Nullable<Text>,
        /// Why (part of) it cannot be read; empty when all of it can.
        error -> Text,
        payload -> Text,
        payload_sha256 -> Bytea,
        /// The same submission, arrived earlier over another source; an alias makes no scans.
        alias_of -> Nullable<Int8>,
        /// When we found it gone at the source; its scans count until a person voids them.
        deleted_at -> Nullable<Timestamptz>,
        deletion_settled_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    suppliers (id) {
        id -> Int4,
        name -> Text,
        /// Goes up with every change a person saves; an edit begun on an older one is told, not taken.
        version -> Int4,
        /// Since when it is no longer offered; what uses it keeps it.
        archived_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    transporters (id) {
        id -> Int4,
        name -> Text,
        /// Goes up with every change a person saves; an edit begun on an older one is told, not taken.
        version -> Int4,
        /// Since when it is no longer offered; what uses it keeps it.
        archived_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// People with an account in this country; partners are users whose role is partner. Never deleted, only deactivated.
    users (id) {
        id -> Int4,
        email -> Text,
        name -> Text,
        /// argon2id in PHC form; null until a password is set.
        password_hash -> Nullable<Text>,
        role -> Text,
        is_active -> Bool,
        is_superuser -> Bool,
        mobile -> Text,
        skype -> Text,
        /// 13 hex digits in the QR code of the person; never changes.
        code -> Text,
        /// The phone bound by the latest device capture.
        device_id -> Nullable<Text>,
        /// Colour of a partner on lists and maps, #rrggbb; null for none.
        color -> Nullable<Text>,
        /// Language of the pages; null for the country's default.
        language -> Nullable<Text>,
        notes -> Text,
        joined_at -> Timestamptz,
        last_sign_in_at -> Nullable<Timestamptz>,
        /// Goes up with every change a person saves; an edit begun on an older one is told, not taken.
        version -> Int4,
        /// Hours shown as 12 or 24; null for 24.
        time_format -> Nullable<Text>,
        /// Digits of Arabic pages, western or arabic (Arabic-Indic); null for western.
        digits -> Nullable<Text>,
    }
}

diesel::joinable!(catalog_items -> donor_codes (donor_t1_id));
diesel::joinable!(catalog_items -> donors (donor_id));
diesel::joinable!(catalog_items -> item_categories (item_category_id));
diesel::joinable!(catalog_items -> suppliers (supplier_id));
diesel::joinable!(catalog_uploads -> users (uploaded_by));
diesel::joinable!(donors_donor_codes -> donor_codes (donor_code_id));
diesel::joinable!(donors_donor_codes -> donors (donor_id));
diesel::joinable!(form_definitions -> source_forms (source_form_id));
diesel::joinable!(kit_items -> catalog_items (catalog_item_id));
diesel::joinable!(kit_items -> kits (kit_id));
diesel::joinable!(notices_seen -> users (user_id));
diesel::joinable!(observation_tallies -> source_forms (source_form_id));
diesel::joinable!(observations -> submissions (submission_id));
diesel::joinable!(observations -> users (settled_by));
diesel::joinable!(package_items -> catalog_items (catalog_item_id));
diesel::joinable!(package_items -> donor_codes (donor_t1_id));
diesel::joinable!(package_items -> donors (donor_id));
diesel::joinable!(package_items -> item_categories (item_category_id));
diesel::joinable!(package_items -> packages (package_id));
diesel::joinable!(package_items -> suppliers (supplier_id));
diesel::joinable!(package_numbers -> shipments (shipment_id));
diesel::joinable!(packages -> kits (kit_id));
diesel::joinable!(packages -> shipments (shipment_id));
diesel::joinable!(password_links -> users (user_id));
diesel::joinable!(receipt_lines -> packages (package_id));
diesel::joinable!(receipt_lines -> receipts (receipt_id));
diesel::joinable!(receipts -> shipments (shipment_id));
diesel::joinable!(receipts -> submissions (submission_id));
diesel::joinable!(scans -> observations (observation_id));
diesel::joinable!(scans -> packages (package_id));
diesel::joinable!(scans -> shipments (shipment_id));
diesel::joinable!(scans -> submissions (submission_id));
diesel::joinable!(sent_forms -> users (user_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(shipment_alerts -> shipments (shipment_id));
diesel::joinable!(shipment_donors -> donors (donor_id));
diesel::joinable!(shipment_donors -> shipments (shipment_id));
diesel::joinable!(shipment_tallies -> users (partner_id));
diesel::joinable!(shipments -> donors (donor_id));
diesel::joinable!(shipments -> transporters (transporter_id));
diesel::joinable!(shipments -> users (partner_id));
diesel::joinable!(source_forms -> sources (source_id));
diesel::joinable!(submission_revisions -> submissions (submission_id));
diesel::joinable!(submissions -> source_forms (source_form_id));

diesel::allow_tables_to_appear_in_same_query!(
    alerts,
    api_tokens,
    audit,
    backups,
    catalog_items,
    catalog_uploads,
    country,
    donor_codes,
    donors,
    donors_donor_codes,
    events,
    form_definitions,
    item_categories,
    job_runs,
    kit_items,
    kits,
    notices_seen,
    observation_tallies,
    observations,
    outgoing_mails,
    package_items,
    package_numbers,
    packages,
    password_links,
    receipt_lines,
    receipts,
    scans,
    sent_forms,
    sessions,
    shipment_alerts,
    shipment_donors,
    shipment_tallies,
    shipments,
    source_forms,
    sources,
    submission_revisions,
    submissions,
    suppliers,
    transporters,
    users,
);
