//! Visitors who ask pages without a break, so that a test can see that nobody was refused.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Asks a page again and again, from several sides, until told to stop.
pub(super) struct Visitors {
    stop: Arc<AtomicBool>,
    answered: Arc<AtomicUsize>,
    tasks: Vec<tokio::task::JoinHandle<Vec<String>>>,
}

impl Visitors {
    pub(super) fn come(urls: &[String]) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let answered = Arc::new(AtomicUsize::new(0));
        let client = reqwest::Client::new();
        let tasks = (0..4)
            .map(|number| {
                let url = &urls[number % urls.len()];
                let (stop, answered, client, url) =
                    (stop.clone(), answered.clone(), client.clone(), url.clone());
                tokio::spawn(async move {
                    let mut refused = Vec::new();
                    while !stop.load(Ordering::SeqCst) {
                        match client.get(&url).send().await {
                            Ok(response) if response.status() == 200 => {
                                answered.fetch_add(1, Ordering::SeqCst);
                            }
                            Ok(response) => refused.push(response.status().to_string()),
                            Err(error) => refused.push(format!("{error:?}")),
                        }
                    }
                    refused
                })
            })
            .collect();
        Self {
            stop,
            answered,
            tasks,
        }
    }

    /// Waits until some more were answered.
    pub(super) async fn go_on(&self) {
        let now = self.answered.load(Ordering::SeqCst);
        let deadline = Instant::now() + Duration::from_secs(90);
        while self.answered.load(Ordering::SeqCst) < now + 20 {
            assert!(Instant::now() < deadline, "nobody is answered any more");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Everything that was not answered.
    pub(super) async fn leave(self) -> Vec<String> {
        self.stop.store(true, Ordering::SeqCst);
        let mut refused = Vec::new();
        for task in self.tasks {
            refused.extend(task.await.unwrap());
        }
        refused
    }
}
