//! Pages for people: one style, no script, and nothing that is loaded from elsewhere.

use super::Missing;
use super::escape::{path, text};
use super::heading::Heading;
use super::line::{Exported, ExportedFile, Role, is_not_sent, quoted};
use super::words::Language;
use crate::model::kind::Shown;
use crate::view::row::{Block, Body, Inline, QuoteState, TextLink};

/// Files of anybody lie beside the pages: a page runs nothing and sends nothing.
const POLICY: &str =
    "default-src 'none'; img-src file: 'self'; media-src file: 'self'; style-src 'unsafe-inline'";

const STYLE: &str = "
:root{color-scheme:light dark;--back:#f4f5f7;--card:#fff;--own:#dcefff;--text:#1a1c1f;--dim:#5c636d;--line:#d9dce1;--link:#0b5cad}
@media(prefers-color-scheme:dark){:root{--back:#16181b;--card:#22252a;--own:#1d3a55;--text:#e8eaed;--dim:#a2a9b3;--line:#3a3f46;--link:#7db8f5}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:46rem;padding:1.5rem 1rem 3rem;background:var(--back);color:var(--text);font:16px/1.5 system-ui,'Noto Sans CJK SC','Noto Sans SC',sans-serif;overflow-wrap:anywhere}
h1{font-size:1.4rem;margin:0}h2{font-size:.85rem;font-weight:600;text-align:center;color:var(--dim);margin:1.5rem 0 .5rem}
a{color:var(--link)}header p,nav,footer{color:var(--dim);font-size:.9rem}nav{display:flex;gap:1rem;margin:1rem 0}
article{background:var(--card);border-radius:.75rem;padding:.5rem .85rem;margin:.4rem 15% .4rem 0;width:fit-content;max-width:85%}
article.own{background:var(--own);margin:.4rem 0 .4rem auto}
article.line{background:none;margin:.4rem auto;text-align:center;color:var(--dim);font-size:.9rem}
.by{display:flex;gap:.75rem;justify-content:space-between;font-size:.85rem;color:var(--dim)}.by b{color:var(--text)}
.words{white-space:pre-wrap}.words p,.words pre,.words ol,.words ul{margin:.2rem 0}
blockquote{margin:.2rem 0;padding:.1rem .7rem;border-left:3px solid var(--line);color:var(--dim);white-space:pre-wrap}
pre,code{font-family:ui-monospace,monospace;font-size:.9em}pre{white-space:pre-wrap;border:1px solid var(--line);border-radius:.4rem;padding:.5rem}
img,video{display:block;max-width:100%;max-height:24rem;height:auto;border-radius:.5rem;margin:.3rem 0}audio{display:block;max-width:100%;margin:.3rem 0}
.note{font-size:.85rem;color:var(--dim)}
";

/// A page that is being written.
pub(super) struct Page {
    pub(super) html: String,
    day: String,
    language: Language,
    heading: Heading,
}

/// Name of the file of a page; the first is what a person opens.
pub(super) fn name(number: usize) -> String {
    match number {
        1 => "index.html".to_owned(),
        number => format!("page-{number}.html"),
    }
}

impl Page {
    pub(super) fn new(heading: &Heading, number: usize) -> Self {
        let language = heading.language;
        let mut html = String::with_capacity(64 * 1024);
        html.push_str("<!doctype html>\n<html lang=\"");
        html.push_str(language.tag());
        html.push_str("\">\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"");
        text(&mut html, POLICY);
        html.push_str("\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
        text(&mut html, &heading.title);
        html.push_str("</title>\n<style>");
        html.push_str(STYLE);
        html.push_str("</style>\n<header><h1><bdi>");
        text(&mut html, &heading.title);
        html.push_str("</bdi></h1>\n");
        let mut page = Self {
            html,
            day: String::new(),
            language,
            heading: heading.clone(),
        };
        let at = heading.moment(heading.at, "%Y-%m-%d %H:%M");
        page.html.push_str("<p>");
        let said = match language {
            Language::Zh => format!("由 Linnet 于 {at} 导出"),
            Language::En => format!("Exported by Linnet on {at}"),
        };
        text(&mut page.html, &said);
        page.html.push_str("</p>");
        if let Some(span) = span(heading) {
            page.html.push_str("<p>");
            text(&mut page.html, &span);
            page.html.push_str("</p>");
        }
        page.html.push_str("</header>\n");
        page.navigation(number, false);
        page
    }

    fn navigation(&mut self, number: usize, more: bool) {
        if number == 1 && !more {
            return;
        }
        self.html.push_str("<nav>");
        if number > 1 {
            let word = self.language.of("← 更早的消息", "← Earlier messages");
            self.link(&name(number - 1), word);
        }
        if more {
            let word = self.language.of("更新的消息 →", "Later messages →");
            self.link(&name(number + 1), word);
        }
        self.html.push_str("</nav>\n");
    }

    fn link(&mut self, to: &str, word: &str) {
        self.html.push_str("<a href=\"");
        path(&mut self.html, to);
        self.html.push_str("\">");
        text(&mut self.html, word);
        self.html.push_str("</a>");
    }

    /// The whole page.
    pub(super) fn finish(mut self, number: usize, more: bool) -> String {
        self.navigation(number, more);
        self.html.push_str("</html>\n");
        self.html
    }

    /// Says that something is missing here.
    pub(super) fn missing(&mut self, missing: Missing) {
        let words = match missing {
            Missing::NotHere => self.language.of(
                "这里缺少消息：导出时它们不在这台电脑上。",
                "Messages are missing here: they were not on this computer when this was exported.",
            ),
            Missing::Gone => self.language.of(
                "这里缺少消息：服务器已不再保存它们。",
                "Messages are missing here: the server does not keep them any more.",
            ),
        };
        self.html.push_str("<article class=\"line\">");
        text(&mut self.html, words);
        self.html.push_str("</article>\n");
    }

    /// Adds a message.
    pub(super) fn add(&mut self, exported: &Exported<'_>) {
        let row = exported.row;
        let day = self.heading.moment(row.time, "%Y-%m-%d");
        if day != self.day {
            self.html.push_str("<h2>");
            text(&mut self.html, &day);
            self.html.push_str("</h2>\n");
            self.day = day;
        }
        let is_line = matches!(row.body, Body::Notice { .. } | Body::Recalled);
        self.html.push_str("<article id=\"m-");
        text(&mut self.html, row.id.as_str());
        self.html.push_str(match (is_line, row.own) {
            (true, _) => "\" class=\"line\">",
            (false, true) => "\" class=\"own\">",
            (false, false) => "\">",
        });
        if !is_line {
            self.html.push_str("<div class=\"by\"><b><bdi>");
            text(&mut self.html, &row.sender_name);
            self.html.push_str("</bdi></b><time>");
            let time = self.heading.moment(row.time, "%H:%M:%S");
            text(&mut self.html, &time);
            self.html.push_str("</time></div>");
        }
        if let Some(quote) = &row.quote {
            self.html.push_str("<blockquote dir=\"auto\"><b><bdi>");
            text(&mut self.html, &quote.sender_name);
            self.html.push_str("</bdi></b> ");
            let words = match quote.state {
                QuoteState::There => quoted(quote),
                QuoteState::Recalled => self.language.of("消息已撤回", "Message recalled"),
                QuoteState::Gone => self.language.of("消息已不在", "Message no longer there"),
            };
            text(&mut self.html, words);
            self.html.push_str("</blockquote>");
        }
        self.body(&row.body, &row.sender_name, &row.links, &row.format);
        for file in exported.files {
            let cover = exported.files.iter().find(|one| one.role == Role::Cover);
            self.file(file, cover.and_then(|cover| cover.path.as_deref()));
        }
        if let Body::Picture { picture } = &row.body {
            self.words(&picture.caption, &row.links);
        }
        if let Body::Video { video } = &row.body {
            self.words(&video.caption, &row.links);
        }
        self.notes(exported);
        self.html.push_str("</article>\n");
    }

    fn notes(&mut self, exported: &Exported<'_>) {
        let row = exported.row;
        let mut notes: Vec<String> = row
            .reactions
            .iter()
            .map(|one| format!("{} {}", one.label, one.count))
            .collect();
        if row.edited {
            notes.push(self.language.of("已编辑", "edited").to_owned());
        }
        if is_not_sent(row) {
            notes.push(self.language.of("未发送", "not sent").to_owned());
        }
        if !notes.is_empty() {
            self.html.push_str("<div class=\"note\">");
            text(&mut self.html, &notes.join(" · "));
            self.html.push_str("</div>");
        }
    }

    fn body(&mut self, body: &Body, sender: &str, links: &[TextLink], format: &[Block]) {
        match body {
            Body::Text { text } if format.is_empty() => self.words(text, links),
            Body::Text { .. } => {
                self.html.push_str("<div class=\"words\" dir=\"auto\">");
                for block in format {
                    block_html(&mut self.html, block);
                }
                self.html.push_str("</div>");
            }
            Body::Notice {
                text: words,
                happened,
                ..
            } => {
                let words = match happened {
                    Some(happened) => {
                        let until = happened
                            .until
                            .map(|until| self.heading.moment(until, "%Y-%m-%d %H:%M"));
                        self.language
                            .happened(happened, until.as_deref().unwrap_or_default())
                    }
                    None => words.clone(),
                };
                text(&mut self.html, &words);
            }
            Body::Recalled => {
                let words = match self.language {
                    Language::Zh => format!("{sender}撤回了一条消息"),
                    Language::En => format!("{sender} recalled a message"),
                };
                text(&mut self.html, &words);
            }
            // Their files are what they say.
            Body::Picture { .. } | Body::File { .. } | Body::Voice { .. } | Body::Video { .. } => {}
            Body::Shown(shown) => self.card(shown),
        }
    }

    fn words(&mut self, words: &str, links: &[TextLink]) {
        if words.is_empty() {
            return;
        }
        self.html.push_str("<div class=\"words\" dir=\"auto\">");
        linked(&mut self.html, words, links);
        self.html.push_str("</div>");
    }

    fn card(&mut self, shown: &Shown) {
        let words = shown.notification();
        self.html.push_str("<div><b>");
        text(&mut self.html, self.language.of(&words.zh, &words.en));
        self.html.push_str("</b></div>");
        let mut said: Vec<&str> = Vec::new();
        let mut lines: Vec<String> = Vec::new();
        match shown {
            Shown::Location(place) => {
                said.extend([place.name.as_str(), &place.address, &place.coordinates])
            }
            Shown::Link(link) => said.extend([link.title.as_str(), &link.text, &link.url]),
            Shown::Contact(card) => said.push(&card.name),
            Shown::Coupon(coupon) => said.push(&coupon.text),
            Shown::Sticker(sticker) => said.push(&sticker.text),
            Shown::Encrypted(file) => said.push(&file.name),
            Shown::History(history) => {
                lines.extend(
                    history
                        .lines
                        .iter()
                        .map(|line| format!("{}: {}", line.name, line.text)),
                );
            }
            Shown::Call(_) | Shown::Unsupported(_) => {}
        }
        let said = said.into_iter().chain(lines.iter().map(String::as_str));
        for words in said.filter(|words| !words.is_empty()) {
            self.html.push_str("<div dir=\"auto\">");
            text(&mut self.html, words);
            self.html.push_str("</div>");
        }
    }

    fn file(&mut self, file: &ExportedFile, cover: Option<&str>) {
        let Some(lies) = &file.path else {
            if file.role != Role::Cover {
                self.html.push_str("<div class=\"note\"><bdi>");
                text(&mut self.html, &file.name);
                self.html.push_str("</bdi> ");
                let words = self.language.of(
                    "（导出时无法取得）",
                    "(could not be had when this was exported)",
                );
                text(&mut self.html, words);
                self.html.push_str("</div>");
            }
            return;
        };
        match file.role {
            // It stands in its video.
            Role::Cover => return,
            Role::Picture => {
                self.html.push_str("<a href=\"");
                path(&mut self.html, lies);
                self.html.push_str("\"><img loading=\"lazy\" src=\"");
                path(&mut self.html, lies);
                self.html.push_str("\" alt=\"");
                text(&mut self.html, &file.name);
                self.html.push_str("\"></a>");
                return;
            }
            Role::Video => {
                self.html.push_str("<video controls preload=\"none\"");
                if let Some(cover) = cover {
                    self.html.push_str(" poster=\"");
                    path(&mut self.html, cover);
                    self.html.push('"');
                }
                self.html.push_str(" src=\"");
                path(&mut self.html, lies);
                self.html.push_str("\"></video>");
            }
            Role::Voice => {
                self.html
                    .push_str("<audio controls preload=\"none\" src=\"");
                path(&mut self.html, lies);
                self.html.push_str("\"></audio>");
            }
            Role::File => {}
        }
        self.html.push_str("<div><a download href=\"");
        path(&mut self.html, lies);
        self.html.push_str("\"><bdi>");
        let name = match file.name.as_str() {
            "" => lies.as_str(),
            name => name,
        };
        text(&mut self.html, name);
        self.html.push_str("</bdi></a> <span class=\"note\">");
        text(&mut self.html, &size(file.bytes));
        self.html.push_str("</span></div>");
    }
}

/// Which days were asked for.
fn span(heading: &Heading) -> Option<String> {
    let day = |time: i64| heading.moment(time, "%Y-%m-%d");
    // The end is the first moment that does not belong to it any more.
    let last = |before: i64| day(before - 1);
    let language = heading.language;
    Some(match (heading.from, heading.before) {
        (None, None) => return None,
        (Some(from), Some(before)) => format!("{} – {}", day(from), last(before)),
        (Some(from), None) => match language {
            Language::Zh => format!("自 {} 起", day(from)),
            Language::En => format!("Since {}", day(from)),
        },
        (None, Some(before)) => match language {
            Language::Zh => format!("截至 {}", last(before)),
            Language::En => format!("Up to {}", last(before)),
        },
    })
}

fn size(bytes: u64) -> String {
    match bytes {
        ..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} KB", bytes.div_ceil(1_024)),
        _ => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
    }
}

/// Words with addresses in them, which are counted in UTF-16 units.
fn linked(out: &mut String, words: &str, links: &[TextLink]) {
    let mut at = 0_u32;
    let mut links = links.iter().peekable();
    for (byte, sign) in words.char_indices() {
        if let Some(link) = links.peek().filter(|link| link.from == at) {
            out.push_str("<a rel=\"noreferrer noopener\" href=\"");
            text(out, &link.url);
            out.push_str("\">");
        }
        text(
            out,
            words.get(byte..byte + sign.len_utf8()).unwrap_or_default(),
        );
        at += if sign.len_utf16() == 2 { 2 } else { 1 };
        if links.next_if(|link| link.to == at).is_some() {
            out.push_str("</a>");
        }
    }
}

fn block_html(out: &mut String, block: &Block) {
    match block {
        Block::Lines { parts } => {
            out.push_str("<p>");
            inline_html(out, parts);
            out.push_str("</p>");
        }
        Block::CodeBlock { text: code, .. } => {
            out.push_str("<pre><code>");
            text(out, code);
            out.push_str("</code></pre>");
        }
        Block::Quoted { blocks } => {
            out.push_str("<blockquote>");
            for block in blocks {
                block_html(out, block);
            }
            out.push_str("</blockquote>");
        }
        Block::List { start, items } => {
            out.push_str(&match start {
                Some(start) => format!("<ol start=\"{start}\">"),
                None => "<ul>".to_owned(),
            });
            for item in items {
                out.push_str("<li>");
                for block in item {
                    block_html(out, block);
                }
                out.push_str("</li>");
            }
            out.push_str(if start.is_some() { "</ol>" } else { "</ul>" });
        }
    }
}

fn inline_html(out: &mut String, parts: &[Inline]) {
    for part in parts {
        let (tag, parts) = match part {
            Inline::Words { text, links } => {
                linked(out, text, links);
                continue;
            }
            Inline::Code { text: code } => {
                out.push_str("<code>");
                text(out, code);
                out.push_str("</code>");
                continue;
            }
            Inline::Bold { parts } => ("strong", parts),
            Inline::Italic { parts } => ("em", parts),
            Inline::Struck { parts } => ("s", parts),
        };
        out.push_str(&format!("<{tag}>"));
        inline_html(out, parts);
        out.push_str(&format!("</{tag}>"));
    }
}
