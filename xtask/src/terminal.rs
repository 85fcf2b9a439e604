//! What a person sees: one line per step, with the time it took.
//!
//! On a terminal the steps under way share one live line at the bottom; elsewhere (CI, a file) a step that takes long
//! says every half minute that it is still at work. Colours appear only on a terminal, and not when `NO_COLOR` is set.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// The live line never wraps: it stays this short.
const LIVE_WIDTH: usize = 78;
/// How often the live line is drawn again on a terminal.
const REDRAW: Duration = Duration::from_millis(120);
/// How often a long step reports where nothing can be drawn twice.
const REPORT: Duration = Duration::from_secs(30);
const SPINNER: [char; 4] = ['◐', '◓', '◑', '◒'];

/// The colours we use, by meaning.
#[derive(Clone, Copy, Debug)]
pub enum Tone {
    /// It worked.
    Good,
    /// It did not.
    Bad,
    /// Look here.
    Strong,
    /// Context.
    Quiet,
}

/// A step under way. Dropping it without [`Step::done`] marks it as failed.
#[derive(Debug)]
pub struct Step {
    id: u64,
    since: Instant,
}

struct Active {
    id: u64,
    title: String,
    detail: String,
    since: Instant,
    reported: Instant,
}

#[derive(Default)]
struct Screen {
    active: Vec<Active>,
    next: u64,
    frame: usize,
}

static SCREEN: Mutex<Screen> = Mutex::new(Screen { active: Vec::new(), next: 0, frame: 0 });

/// Begin a step.
#[must_use]
pub fn step(title: impl Into<String>) -> Step {
    start_drawing();
    let mut screen = screen();
    let id = screen.next;
    screen.next += 1;
    let since = Instant::now();
    screen.active.push(Active { id, title: title.into(), detail: String::new(), since, reported: since });
    screen.draw();
    Step { id, since }
}

impl Step {
    /// Show what the step is doing now; only the latest is kept.
    pub fn progress(&self, detail: &str) {
        let mut screen = screen();
        if let Some(active) = screen.active.iter_mut().find(|active| active.id == self.id) {
            detail.trim().clone_into(&mut active.detail);
        }
    }

    /// The step has succeeded; `note` may add a word, such as "up to date".
    pub fn done(self, note: &str) {
        self.finish(&paint(Tone::Good, "✓"), note);
    }

    fn finish(&self, mark: &str, note: &str) {
        let mut screen = screen();
        let Some(position) = screen.active.iter().position(|active| active.id == self.id) else { return };
        let active = screen.active.remove(position);
        let note = paint(Tone::Quiet, &format!("{note:<12}"));
        let line = format!("  {mark} {:<46} {note} {:>8}", active.title, elapsed(self.since.elapsed()));
        screen.print(&line);
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        // After `done` the step is no longer on the screen, and this does nothing.
        self.finish(&paint(Tone::Bad, "✗"), "");
    }
}

/// Print a line above the live one.
pub fn line(text: &str) {
    screen().print(text);
}

/// Remove the live line for good: the program is about to end.
pub fn close() {
    let mut screen = screen();
    screen.active.clear();
    screen.draw();
}

/// `text` in a colour, where colours are wanted.
#[must_use]
pub fn paint(tone: Tone, text: &str) -> String {
    if !colours() {
        return text.to_owned();
    }
    let code = match tone {
        Tone::Good => "32",
        Tone::Bad => "31",
        Tone::Strong => "1",
        Tone::Quiet => "2",
    };
    format!("\x1b[{code}m{text}\x1b[0m")
}

/// A duration for people: `0.4 s`, `12.3 s`, `4 min 07 s`.
#[must_use]
pub fn elapsed(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

impl Screen {
    fn print(&mut self, text: &str) {
        let erase = if live() { "\r\x1b[2K" } else { "" };
        // A closed pipe (`| head`) is no reason to stop working.
        let _ = writeln!(io::stdout(), "{erase}{text}");
        self.draw();
    }

    fn draw(&mut self) {
        if !live() {
            return;
        }
        let steps: Vec<String> = self.active.iter().map(|active| summary(active, 40)).collect();
        let text: String = steps.join(" · ").chars().take(LIVE_WIDTH - 4).collect();
        let spinner = if text.is_empty() { ' ' } else { SPINNER[self.frame % SPINNER.len()] };
        let mut out = io::stdout();
        let _ = write!(out, "\r\x1b[2K  {spinner} {text}\r");
        let _ = out.flush();
    }

    fn report(&mut self) {
        let now = Instant::now();
        for active in &mut self.active {
            if now.duration_since(active.reported) >= REPORT {
                active.reported = now;
                let _ = writeln!(io::stdout(), "  … {}", summary(active, 60));
            }
        }
    }
}

fn summary(active: &Active, width: usize) -> String {
    let text = format!("{} {:.0} s {}", active.title, active.since.elapsed().as_secs_f64(), active.detail);
    text.chars().take(width).collect::<String>().trim_end().to_owned()
}

/// One thread draws for the whole program.
fn start_drawing() {
    static DRAWING: OnceLock<()> = OnceLock::new();
    DRAWING.get_or_init(|| {
        thread::spawn(|| {
            loop {
                thread::sleep(REDRAW);
                let mut screen = screen();
                screen.frame += 1;
                if !live() {
                    screen.report();
                } else if !screen.active.is_empty() {
                    screen.draw();
                }
            }
        });
    });
}

fn live() -> bool {
    static LIVE: OnceLock<bool> = OnceLock::new();
    *LIVE.get_or_init(|| io::stdout().is_terminal() && env::var_os("TERM").is_none_or(|term| term != "dumb"))
}

fn colours() -> bool {
    live() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

fn screen() -> MutexGuard<'static, Screen> {
    SCREEN.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_like_sentences() {
        assert_eq!(elapsed(Duration::from_millis(420)), "0.4 s");
        assert_eq!(elapsed(Duration::from_millis(59_900)), "59.9 s");
        assert_eq!(elapsed(Duration::from_secs(247)), "4 min 07 s");
    }
}
