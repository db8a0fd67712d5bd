//! Answers what was typed: messages, the newest first, page by page.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::terms::{Part, Terms};
use super::tokens;
use crate::error::{Error, Result};
use crate::model::kind::Noun;
use crate::model::kind::search::searchable;
use crate::model::{MessageKey, UserId};
use crate::store::search::index::{self, Index, Span, Token, Wanted};
use crate::store::search::queue::{self, Candidate};
use crate::store::{Cid, Mid, Snapshot};

/// Messages that are looked at for one page. Whatever was typed, an answer comes.
const LOOKED_AT: usize = 20_000;

/// Which messages are meant beside what they say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Of this conversation.
    pub conversation: Option<Cid>,
    /// By this person.
    pub sender: Option<UserId>,
    /// Of these kinds; of any when it is empty.
    pub kinds: Vec<Noun>,
    /// That lead to a page.
    pub leads_out: bool,
    /// Not older: milliseconds since 1970.
    pub from: Option<i64>,
    /// Older than this.
    pub before: Option<i64>,
}

impl Filter {
    fn tokens(&self) -> Vec<Vec<String>> {
        let conversation = self.conversation.map(tokens::conversation);
        let sender = self.sender.map(tokens::sender);
        let leads_out = self.leads_out.then(tokens::leads_out);
        let mut all: Vec<Vec<String>> = [conversation, sender, leads_out]
            .into_iter()
            .flatten()
            .map(|token| vec![token])
            .collect();
        if !self.kinds.is_empty() {
            all.push(self.kinds.iter().copied().map(tokens::kind).collect());
        }
        all
    }

    fn fits(&self, found: &Found) -> bool {
        let said = &found.candidate.said;
        self.conversation
            .is_none_or(|wanted| wanted == said.conversation)
            && self.sender.is_none_or(|wanted| wanted == said.sender)
            && (self.kinds.is_empty() || self.kinds.contains(&found.noun))
            && (!self.leads_out || found.leads_out)
            && self.from.is_none_or(|from| said.created >= from)
            && self.before.is_none_or(|before| said.created < before)
    }
}

/// A message that was found.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// It.
    pub candidate: Candidate,
    /// Its kind.
    pub noun: Noun,
    /// Its words.
    pub words: String,
    /// Where what was typed stands in them, counted in signs.
    pub places: Vec<Part>,
    leads_out: bool,
}

impl Found {
    /// The order of answers, the newest last.
    fn order(&self) -> (i64, i64) {
        (self.candidate.said.created, self.candidate.said.message.0)
    }
}

/// A page of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct FoundMessages {
    /// The newest first.
    pub messages: Vec<Found>,
    /// There are older ones.
    pub more: bool,
    /// Nothing was found as it was typed: these are what it might have been meant to be.
    pub forgiving: bool,
}

/// Messages that fit, older than `after` when a page is gone on from. `forgiving` goes on with an answer that was so.
pub(crate) fn find(
    snapshot: &Snapshot<'_>,
    index: &Index,
    words: &str,
    filter: &Filter,
    after: Option<&MessageKey>,
    limit: usize,
) -> Result<FoundMessages> {
    let terms = Terms::new(words);
    if terms.is_empty() && !words.trim().is_empty() {
        return Ok(FoundMessages::default());
    }
    let search = Search {
        snapshot,
        index,
        filter,
        limit,
    };
    let after = match after {
        None => None,
        Some(key) => Some(search.order_of(key)?),
    };
    let found = search.page(&terms, after)?;
    if !found.messages.is_empty() {
        return Ok(found);
    }
    let Some(forgiving) = terms.forgiving() else {
        return Ok(found);
    };
    // The page after the last one of an exact answer is empty, and not a guess.
    if after.is_some() && !search.page(&terms, None)?.messages.is_empty() {
        return Ok(found);
    }
    Ok(FoundMessages {
        forgiving: true,
        ..search.page(&forgiving, after)?
    })
}

struct Search<'a> {
    snapshot: &'a Snapshot<'a>,
    index: &'a Index,
    filter: &'a Filter,
    limit: usize,
}

impl Search<'_> {
    fn order_of(&self, key: &MessageKey) -> Result<(i64, i64)> {
        let stored = crate::store::message::find(self.snapshot, key)?;
        let stored = stored.ok_or(Error::NotFound("message"))?;
        Ok((stored.created, stored.position.mid.0))
    }

    fn wanted(&self, terms: &Terms) -> Wanted {
        let mut all = terms.tokens();
        all.extend(self.filter.tokens().into_iter().map(|any| {
            any.into_iter()
                .map(|text| Token {
                    text,
                    begins: false,
                })
                .collect()
        }));
        Wanted(all)
    }

    /// The newest that fit. Their numbers come in an order that is nearly that of time: what may stand among the newest
    /// is looked at, what cannot is passed over without being read, and when nothing else can, it is done.
    fn page(&self, terms: &Terms, after: Option<(i64, i64)>) -> Result<FoundMessages> {
        let wanted = self.wanted(terms);
        if wanted.0.is_empty() {
            return Ok(FoundMessages::default());
        }
        // One more than is told, to know whether there are more.
        let most = self.limit + 1;
        let mut found: BTreeMap<(i64, i64), Found> = BTreeMap::new();
        let mut ahead = None;
        let mut looked_at = 0;
        let may_hold = |span: &Span| self.may_hold(span, after);
        self.index.find(&wanted, may_hold, |message, spans| {
            let ahead = ahead.get_or_insert_with(|| Ahead::new(spans));
            // The oldest that is told when nothing newer comes.
            let oldest = found
                .first_key_value()
                .filter(|_| found.len() >= most)
                .map(|((created, _), _)| *created);
            if let Some(oldest) = oldest {
                if ahead.up_to(message) < oldest {
                    return Ok(ControlFlow::Break(()));
                }
                // Most of a span are older, and its time alone is read quickly.
                if queue::created(self.snapshot, message)?.is_none_or(|created| created < oldest) {
                    return Ok(ControlFlow::Continue(()));
                }
            } else if ahead.span(message).is_some_and(|span| !may_hold(span)) {
                return Ok(ControlFlow::Continue(()));
            }
            looked_at += 1;
            if looked_at > LOOKED_AT {
                return Ok(ControlFlow::Break(()));
            }
            if let Some(candidate) = queue::candidate(self.snapshot, message)?
                && let Some(one) = self.look(terms, candidate)
                && after.is_none_or(|after| one.order() < after)
            {
                found.insert(one.order(), one);
                if found.len() > most {
                    found.pop_first();
                }
            }
            Ok(ControlFlow::Continue(()))
        })?;
        let more = found.len() > self.limit;
        Ok(FoundMessages {
            messages: found.into_values().rev().take(self.limit).collect(),
            more,
            forgiving: false,
        })
    }

    /// Whether a message of this span may be of the page that goes on from `after`, and of the time that is asked for.
    fn may_hold(&self, span: &Span, after: Option<(i64, i64)>) -> bool {
        after.is_none_or(|(created, _)| span.oldest <= created)
            && self.filter.from.is_none_or(|from| span.newest >= from)
            && self.filter.before.is_none_or(|before| span.oldest < before)
    }

    /// The message with what was found in it, if it is one.
    fn look(&self, terms: &Terms, candidate: Candidate) -> Option<Found> {
        let read = searchable(candidate.said.kind, &candidate.said.content);
        let found = Found {
            places: terms.places(&read.words)?,
            candidate,
            noun: read.noun,
            words: read.words,
            leads_out: read.leads_out,
        };
        self.filter.fits(&found).then_some(found)
    }
}

/// What the spans say of messages that come.
struct Ahead {
    /// In the order of their numbers, each with the newest time of it and of all before it.
    spans: Vec<(Span, i64)>,
}

impl Ahead {
    fn new(spans: &[Span]) -> Self {
        let mut newest = i64::MIN;
        let spans = spans.iter().map(|span| {
            newest = newest.max(span.newest);
            (*span, newest)
        });
        Self {
            spans: spans.collect(),
        }
    }

    fn at(&self, message: Mid) -> Option<&(Span, i64)> {
        let number = index::span_of(message);
        let at = self
            .spans
            .binary_search_by_key(&number, |(span, _)| span.number);
        self.spans.get(at.ok()?)
    }

    /// The span of a message.
    fn span(&self, message: Mid) -> Option<&Span> {
        self.at(message).map(|(span, _)| span)
    }

    /// The newest time that a message with this number or a lower one may have.
    fn up_to(&self, message: Mid) -> i64 {
        self.at(message).map_or(i64::MAX, |(_, newest)| *newest)
    }
}
