//! What was seen: how often what was answered, which faults there were, and what should not have been.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// The findings that are told; more say nothing new.
const MOST_FINDINGS: usize = 40;

/// The notes of a run. Every client and every fault writes into it.
#[derive(Debug)]
pub struct Journal {
    began: Instant,
    answers: Mutex<BTreeMap<(&'static str, String), usize>>,
    faults: Mutex<BTreeMap<&'static str, usize>>,
    findings: Mutex<Vec<String>>,
    found: AtomicUsize,
}

impl Default for Journal {
    fn default() -> Self {
        let (answers, faults, findings) = (Mutex::default(), Mutex::default(), Mutex::default());
        Self { began: Instant::now(), answers, faults, findings, found: AtomicUsize::new(0) }
    }
}

/// What another thread left half-done is still worth reading.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Journal {
    /// A request of this kind had this answer: a code, a status, or our word for none.
    pub fn answered(&self, kind: &'static str, answer: &str) {
        *lock(&self.answers).entry((kind, answer.to_owned())).or_default() += 1;
    }

    /// A fault was made.
    pub fn fault(&self, kind: &'static str) {
        *lock(&self.faults).entry(kind).or_default() += 1;
    }

    /// Something that the contract does not allow.
    pub fn found(&self, what: &str) {
        self.found.fetch_add(1, Ordering::SeqCst);
        let mut findings = lock(&self.findings);
        if findings.len() < MOST_FINDINGS {
            let told = format!("{:7.1} s  {what}", self.began.elapsed().as_secs_f64());
            eprintln!("FOUND {told}");
            findings.push(told);
        }
    }

    /// How many findings there are.
    pub fn count(&self) -> usize {
        self.found.load(Ordering::SeqCst)
    }

    /// The findings, oldest first.
    pub fn findings(&self) -> Vec<String> {
        lock(&self.findings).clone()
    }

    /// How often each kind of request had each answer.
    pub fn answers(&self) -> BTreeMap<(&'static str, String), usize> {
        lock(&self.answers).clone()
    }

    /// How often a kind of request had this answer.
    pub fn count_of(&self, kind: &str, answer: &str) -> usize {
        let answers = lock(&self.answers);
        answers.iter().filter(|((known, told), _)| *known == kind && told == answer).map(|(_, count)| count).sum()
    }

    /// How often each fault was made.
    pub fn faults(&self) -> BTreeMap<&'static str, usize> {
        lock(&self.faults).clone()
    }

    /// Seconds since the beginning.
    pub fn seconds(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }
}
