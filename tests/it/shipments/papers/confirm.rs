//! Printing that makes a shipment ready asks first (`cts.md` §3.6 Q8).

use cts::kernel::{Role, Status};

use super::{codes, status};
use crate::shipments::a_shipment;
use crate::support::TestApp;

const ASKING: [&str; 4] = ["full", "barcodes", "labels_a4", "labels_roll"];

#[tokio::test]
async fn looking_changes_nothing_and_saying_so_finalizes_and_prints() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    for what in ASKING {
        let (id, _) = a_shipment("Blankets").packages(2).insert(&app).await;
        let paper = format!("/shipments/{id}/papers/?what={what}&size=2");

        let asked = officer.get(&paper).await.shows(&[
            "Make the shipment ready and print?",
            "contents can no longer be changed",
        ]);
        assert_eq!(codes(&asked.text), 0, "{what}");
        assert_eq!(status(&app, id).await, Status::InProgress, "{what}");

        let said = officer.post(&paper, &[]).await;
        assert_eq!(
            (said.status, said.location()),
            (303, &*format!("/TR{paper}"))
        );
        assert_eq!(status(&app, id).await, Status::Ready, "{what}");

        let printed = officer.get(&paper).await.shows(&[&format!("/TR{id}.2")]);
        assert_eq!(codes(&printed.text), 2, "{what}");
        assert!(!printed.text.contains("Draft"), "{what}");
    }
}

#[tokio::test]
async fn the_paper_says_that_it_happened_and_it_can_be_taken_back() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets").packages(1).insert(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let paper = format!("/shipments/{id}/papers/?what=full");

    officer.post(&paper, &[]).await;

    officer.get(&paper).await.shows(&[
        "Full manifests",
        "The shipment is ready for pickup.",
        &format!("/TR/shipments/{id}/reopen/"),
    ]);
}

#[tokio::test]
async fn what_cannot_be_printed_makes_nothing_ready() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets").packages(2).insert(&app).await;
    let (empty, _) = a_shipment("Nothing yet").insert(&app).await;
    let mut officer = app.user(Role::Officer).await;

    for what in ASKING {
        for (shipment, query, says) in [
            (
                id,
                "&packages=3-9",
                "No package of this shipment has such a number.",
            ),
            (id, "&packages=one", "Write numbers and ranges"),
            (id, "&start=25", "Write a number from 1 to 24."),
            (empty, "", "There are no packages in this shipment."),
        ] {
            let paper = format!("/shipments/{shipment}/papers/?what={what}{query}");
            let asked = officer.get(&paper).await.says(&[says, "print-dialog"]);
            let said = officer
                .post(&paper, &[])
                .await
                .says(&[says, "print-dialog"]);
            assert_eq!((asked.status, said.status), (422, 422), "{paper}");
            assert_eq!(status(&app, shipment).await, Status::InProgress, "{paper}");
        }
    }
    // A paper that makes nothing ready does not do so by force either.
    let summary = format!("/shipments/{id}/papers/?what=summary");
    assert_eq!(officer.post(&summary, &[]).await.status, 303);
    assert_eq!(status(&app, id).await, Status::InProgress);
}

#[tokio::test]
async fn a_draft_changes_nothing_and_says_so() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets").packages(2).insert(&app).await;
    let mut officer = app.user(Role::Officer).await;

    for what in ASKING {
        let draft = officer
            .get(&format!("/shipments/{id}/papers/?what={what}&draft=1"))
            .await
            .shows(&["Draft"]);
        assert_eq!(codes(&draft.text), 2, "{what}");
    }

    assert_eq!(status(&app, id).await, Status::InProgress);
}

#[tokio::test]
async fn other_papers_and_other_states_do_not_ask() {
    let app = TestApp::new().await;
    let (open, _) = a_shipment("Open").packages(1).insert(&app).await;
    let (gone, _) = a_shipment("Gone")
        .packages(1)
        .scanned(&[Status::InTransit])
        .insert(&app)
        .await;
    let mut officer = app.user(Role::Officer).await;

    for what in ["summary", "details", "waybill"] {
        let reply = officer
            .get(&format!("/shipments/{open}/papers/?what={what}"))
            .await;
        assert!(!reply.text.contains("Finalize and print"), "{what}");
        assert_eq!(status(&app, open).await, Status::InProgress, "{what}");
    }
    let late = format!("/shipments/{gone}/papers/?what=full");
    assert_eq!(codes(&officer.get(&late).await.text), 1);
    // A confirmation that comes when it no longer matters leads to the paper.
    assert_eq!(officer.post(&late, &[]).await.status, 303);
    assert_eq!(status(&app, gone).await, Status::InTransit);
}

#[tokio::test]
async fn partners_print_drafts_and_finalize_nothing() {
    let app = TestApp::new().await;
    let account = app.account(Role::Partner).await;
    let (id, _) = a_shipment("Mine")
        .of(account.id)
        .packages(2)
        .insert(&app)
        .await;
    let mut partner = app.signed_in(&account).await;

    for what in ASKING {
        let paper = format!("/shipments/{id}/papers/?what={what}");
        let printed = partner.get(&paper).await.shows(&["Draft"]);
        assert_eq!(codes(&printed.text), 2, "{what}");
        assert_eq!(partner.post(&paper, &[]).await.status, 403, "{what}");
    }

    assert_eq!(status(&app, id).await, Status::InProgress);
}
