//! A benchmark's ratios as a picture: SVG that is read in light and in dark, and as text by who does not see it.
//!
//! One line per claim on a logarithmic axis, so that half and double lie equally far from the peer, who is at 1. A ratio whose rounds
//! disagree has its whiskers and no mark.

use std::fmt::Write;

use crate::claim::{Aim, Better, Claim, Verdict, rounded};
use crate::figures::Summary;

/// Of the whole picture, in pixels.
const WIDTH: f64 = 920.0;
/// Where the axis begins and ends.
const AXIS: (f64, f64) = (440.0, 810.0);
/// Of one claim.
const ROW: f64 = 36.0;
/// Above the first group.
const TOP: f64 = 78.0;
/// Of a group's heading.
const HEADING: f64 = 34.0;
/// Where an axis may have its lines.
const TICKS: [f64; 12] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0];

const STYLE: &str = "\
svg{--paper:#fff;--ink:#1f2328;--quiet:#59636e;--line:#d1d9e0;--good:#1a7f37;--bad:#bc4c00}\
@media(prefers-color-scheme:dark){svg{--paper:#0d1117;--ink:#f0f6fc;--quiet:#9198a1;--line:#3d444d;--good:#3fb950;--bad:#f0883e}}\
text{font:13px system-ui,sans-serif;fill:var(--ink)}.h{font-weight:600}.t{font-size:16px;font-weight:600}.q{fill:var(--quiet);font-size:12px}\
.e{text-anchor:end}.m{text-anchor:middle}.paper{fill:var(--paper)}.grid{stroke:var(--line)}.peer{stroke:var(--ink);stroke-width:1.5}\
.none{--c:var(--quiet)}.met{--c:var(--good)}.missed{--c:var(--bad)}.range{stroke:var(--c);stroke-width:1.5}.half{stroke:var(--c);stroke-width:6;opacity:.45}\
.mark{fill:var(--c)}.aim{stroke:var(--ink);stroke-width:2}.arrow{fill:var(--ink)}";

/// A claim with its ratio.
struct Line<'a> {
    claim: &'a Claim,
    ratio: Summary,
}

/// Draws the claims that have a ratio and are not details; none where there is none.
#[must_use]
pub fn draw(title: &str, claims: &[Claim]) -> Option<String> {
    let line = |claim| Some(Line { claim, ratio: Claim::ratio(claim)? });
    let lines: Vec<Line<'_>> = claims.iter().filter(|claim| !claim.detail).filter_map(line).collect();
    let scale = Scale::of(&lines)?;
    let (mut body, mut top) = (String::new(), TOP);
    for (better, heading) in [
        (Better::More, "more is better: right of 1, where the peer is, we are ahead"),
        (Better::Less, "less is better: left of 1, where the peer is, we are ahead"),
    ] {
        let group: Vec<_> = lines.iter().filter(|line| line.claim.better == better).collect();
        if group.is_empty() {
            continue;
        }
        let _ = writeln!(body, r#"<text class="h" x="16" y="{}">{heading}</text>"#, top + 20.0);
        top += HEADING;
        for line in group {
            row(&mut body, line, &scale, top);
            top += ROW;
        }
    }
    let height = top + 52.0;
    let mut text = String::new();
    let _ = writeln!(
        text,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" aria-labelledby="title description">"#
    );
    let _ = writeln!(text, r#"<title id="title">{}</title>"#, escaped(title));
    let _ = writeln!(text, r#"<desc id="description">{}</desc>"#, escaped(&description(&lines)));
    let _ = writeln!(text, r#"<style>{STYLE}</style><rect class="paper" width="100%" height="100%"/>"#);
    let _ = writeln!(text, r#"<text class="t" x="16" y="30">{}</text>"#, escaped(title));
    scale.draw(&mut text, top);
    text.push_str(&body);
    legend(&mut text, top + 38.0);
    text.push_str("</svg>\n");
    Some(text)
}

/// Where a ratio lies from left to right.
struct Scale {
    from: f64,
    to: f64,
}

impl Scale {
    /// Has room for everything that is drawn, and for the peer.
    fn of(lines: &[Line<'_>]) -> Option<Self> {
        let values = lines.iter().flat_map(|line| {
            let aim = aim_of(line.claim).unwrap_or(1.0);
            [line.ratio.least, line.ratio.greatest, aim, 1.0]
        });
        let (from, to) =
            values.map(|value| (value, value)).reduce(|(from, to), (value, _)| (from.min(value), to.max(value)))?;
        Some(Self { from: from.min(0.8) / 1.15, to: to.max(1.25) * 1.15 })
    }

    fn x(&self, ratio: f64) -> f64 {
        let share = (ratio / self.from).ln() / (self.to / self.from).ln();
        AXIS.0 + share * (AXIS.1 - AXIS.0)
    }

    fn draw(&self, text: &mut String, bottom: f64) {
        for tick in TICKS.into_iter().filter(|tick| (self.from..=self.to).contains(tick)) {
            let (x, class) = (self.x(tick), if (tick - 1.0).abs() < f64::EPSILON { "peer" } else { "grid" });
            let _ = writeln!(
                text,
                r#"<line class="{class}" x1="{x:.1}" x2="{x:.1}" y1="{:.1}" y2="{bottom:.1}"/>"#,
                TOP - 8.0
            );
            let _ = writeln!(text, r#"<text class="q m" x="{x:.1}" y="{:.1}">{tick}</text>"#, TOP - 14.0);
        }
    }
}

fn row(text: &mut String, line: &Line<'_>, scale: &Scale, top: f64) {
    let Line { claim, ratio } = line;
    let (middle, peer) = (top + 16.0, claim.peer.as_ref().map_or("", |peer| &peer.name));
    let _ = writeln!(text, r#"<text x="16" y="{:.1}">{}</text>"#, top + 13.0, escaped(&claim.what));
    let beside = format!("{}, beside {peer}", claim.measure);
    let _ = writeln!(text, r#"<text class="q" x="16" y="{:.1}">{}</text>"#, top + 28.0, escaped(&beside));
    let class = match claim.verdict() {
        Some(Verdict::Met) => "met",
        Some(Verdict::NotMet) => "missed",
        Some(Verdict::Undecided) | None => "none",
    };
    let _ = writeln!(text, r#"<g class="{class}">"#);
    let mut bar = |kind: &str, from: f64, to: f64| {
        let (from, to) = (scale.x(from), scale.x(to));
        let _ =
            writeln!(text, r#"<line class="{kind}" x1="{from:.1}" x2="{to:.1}" y1="{middle:.1}" y2="{middle:.1}"/>"#);
    };
    bar("range", ratio.least, ratio.greatest);
    bar("half", ratio.low, ratio.high);
    let told = ratio.agreed().map_or_else(|_| "?".to_owned(), rounded);
    if ratio.agreed().is_ok() {
        mark(text, class, scale.x(ratio.median), middle);
    }
    text.push_str("</g>\n");
    if let Some(limit) = aim_of(claim) {
        aim(text, scale.x(limit), middle, claim.better == Better::More);
    }
    let _ = writeln!(text, r#"<text class="e" x="{:.1}" y="{:.1}">{told}</text>"#, WIDTH - 40.0, middle + 4.0);
}

/// Where the aim lies among ratios. What our figure itself must not exceed is told beside the peer's.
fn aim_of(claim: &Claim) -> Option<f64> {
    match claim.aim? {
        Aim::RatioAtLeast(limit) | Aim::RatioAtMost(limit) => Some(limit),
        Aim::FigureAtMost(limit) => claim.peer.as_ref().map(|peer| limit / peer.figure),
    }
}

/// A dot; a diamond where an aim is not met, for who does not tell the colours apart.
fn mark(text: &mut String, class: &str, x: f64, y: f64) {
    let _ = if class == "missed" {
        let (left, right, above, below) = (x - 6.5, x + 6.5, y - 6.5, y + 6.5);
        writeln!(
            text,
            r#"<path class="mark" d="M{left:.1} {y:.1}L{x:.1} {above:.1}L{right:.1} {y:.1}L{x:.1} {below:.1}Z"/>"#
        )
    } else {
        writeln!(text, r#"<circle class="mark" cx="{x:.1}" cy="{y:.1}" r="5"/>"#)
    };
}

/// The aim, with an arrow to its right side.
fn aim(text: &mut String, x: f64, y: f64, right: bool) {
    let tip = if right { x + 6.0 } else { x - 6.0 };
    let (above, below) = (y - 12.0, y + 12.0);
    let _ = writeln!(text, r#"<line class="aim" x1="{x:.1}" x2="{x:.1}" y1="{above:.1}" y2="{below:.1}"/>"#);
    let _ = writeln!(
        text,
        r#"<path class="arrow" d="M{x:.1} {above:.1}L{tip:.1} {:.1}L{x:.1} {:.1}Z"/>"#,
        y - 8.5,
        y - 5.0
    );
}

fn legend(text: &mut String, y: f64) {
    let words = |text: &mut String, x: f64, words: &str| {
        let _ = writeln!(text, r#"<text class="q" x="{x}" y="{}">{words}</text>"#, y + 4.0);
    };
    let marks = [(22.0, "met", "met"), (86.0, "missed", "aim not met"), (184.0, "none", "no aim, or undecided")];
    for (x, class, told) in marks {
        let _ = write!(text, r#"<g class="{class}">"#);
        mark(text, class, x, y);
        text.push_str("</g>");
        words(text, x + 10.0, told);
    }
    for (x, class, told) in [(340.0, "half", "middle half of the rounds"), (532.0, "range", "all rounds")] {
        let to = x + 22.0;
        let _ = write!(text, r#"<g class="none"><line class="{class}" x1="{x}" x2="{to}" y1="{y}" y2="{y}"/></g>"#);
        words(text, x + 28.0, told);
    }
    aim(text, 650.0, y, true);
    words(text, 662.0, "aim, and its right side");
    words(text, 806.0, "?  rounds disagree");
}

/// The same in sentences.
fn description(lines: &[Line<'_>]) -> String {
    let sentence = |line: &Line<'_>| {
        let Line { claim, .. } = line;
        let aim = claim.aim.zip(claim.verdict());
        let aim = aim.map(|(aim, verdict)| format!(", aim {}, {}", aim.told(), verdict.told())).unwrap_or_default();
        format!("{}: {}{aim}.", claim.title(), claim.ratio_told())
    };
    lines.iter().map(sentence).collect::<Vec<_>>().join(" ")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Side;

    fn claim(what: &str, ours: &[f64]) -> Claim {
        let peer = Side::measured("A & B", &vec![1.0; ours.len()]);
        Claim::new(what, "requests/s", Better::More, Side::measured("ours", ours), peer)
    }

    fn count(picture: &str, part: &str) -> usize {
        picture.matches(part).count()
    }

    #[test]
    fn every_claim_with_a_ratio_has_a_line_and_details_have_none() {
        let claims = [
            claim("one", &[0.9; 6]),
            claim("two", &[2.0; 6]).aim(Aim::RatioAtLeast(1.25)),
            claim("three", &[1.0; 6]).detail_if(true),
        ];
        let picture = draw("Some ratios", &claims).unwrap();
        assert_eq!([count(&picture, ">one<"), count(&picture, ">two<"), count(&picture, ">three<")], [1, 1, 0]);
        assert_eq!((count(&picture, r#"class="half""#), count(&picture, r#"class="aim""#)), (2 + 1, 1 + 1));
        assert!(draw("Nothing", &[]).is_none());
    }

    #[test]
    fn rounds_that_disagree_have_whiskers_and_no_mark() {
        let legend = 2;
        let wild = draw("x", &[claim("one", &[0.5, 0.5, 0.5, 2.0, 2.0, 2.0])]).unwrap();
        assert_eq!((count(&wild, "<circle"), count(&wild, ">?<")), (legend, 1));
        let calm = draw("x", &[claim("one", &[0.5; 6])]).unwrap();
        assert_eq!((count(&calm, "<circle"), count(&calm, ">0.50<")), (legend + 1, 1));
    }

    #[test]
    fn who_does_not_see_it_reads_it_and_names_are_no_markup() {
        let picture = draw("Proxy", &[claim("one", &[0.9; 6]).aim(Aim::RatioAtLeast(1.25))]).unwrap();
        assert!(
            picture.contains("one: requests/s of ours to A &amp; B: 0.90, aim ≥ 1.25, not met.</desc>"),
            "{picture}"
        );
        assert!(picture.contains(r#"role="img" aria-labelledby="title description""#));
    }

    #[test]
    fn a_limit_of_our_figure_lies_where_it_is_beside_the_peers() {
        let peer = Side::exact("stripe", 32.0);
        let size = Claim::new("everything", "KB", Better::Less, Side::exact("ours", 21.0), peer);
        assert_eq!(aim_of(&size.aim(Aim::FigureAtMost(16.0))), Some(0.5));
    }

    #[test]
    fn half_and_double_lie_equally_far_from_the_peer() {
        let scale = Scale { from: 0.1, to: 10.0 };
        assert!(((scale.x(1.0) - scale.x(0.5)) - (scale.x(2.0) - scale.x(1.0))).abs() < 1e-9);
        assert!((scale.x(1.0) - f64::midpoint(AXIS.0, AXIS.1)).abs() < 1e-9);
    }
}
