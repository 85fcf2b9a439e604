//! When a hub wants to be called back: while it lives, by a timer; after it may have gone, by the object's alarm.

use std::{cell::Cell, time::Duration};

use wasm_bindgen::JsValue;
use worker::{Delay, ScheduledTime, Storage, js_sys::Date};

use crate::{log, platform::now};

/// An object's timer and alarm.
pub(super) struct Clock {
    storage: Storage,
    /// The timer that counts: an earlier one that ends finds another number here.
    timer: Cell<u64>,
    /// For when the alarm is set, in unix milliseconds, as far as this process knows.
    alarm: Cell<Option<i64>>,
}

impl Clock {
    pub(super) fn new(storage: Storage) -> Self {
        Self { storage, timer: Cell::new(0), alarm: Cell::new(None) }
    }

    /// Begins to wait; the number is for [`wait`](Self::wait).
    pub(super) fn begin(&self) -> u64 {
        let timer = self.timer.get().wrapping_add(1);
        self.timer.set(timer);
        timer
    }

    /// Waits until `at` (unix milliseconds). Whether it is still this wait that counts.
    pub(super) async fn wait(&self, timer: u64, at: i64) -> bool {
        let milliseconds = u64::try_from(at.saturating_sub(now())).unwrap_or(0);
        Delay::from(Duration::from_millis(milliseconds)).await;
        self.timer.get() == timer
    }

    /// Sets the alarm to `at` (unix milliseconds), whatever it was before.
    pub(super) async fn set_alarm(&self, at: i64) {
        if self.alarm.replace(Some(at)) == Some(at) {
            return;
        }
        #[allow(clippy::cast_precision_loss)] // times are exact in JavaScript's numbers for 285,000 years
        let time = Date::new(&JsValue::from_f64(at as f64));
        if self.storage.set_alarm(ScheduledTime::new(time)).await.is_err() {
            self.alarm.set(None);
            log::storage_failed("alarm");
        }
    }

    /// The alarm has rung: none is set any more.
    pub(super) fn rung(&self) {
        self.alarm.set(None);
    }
}
