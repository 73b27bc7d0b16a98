//! How a view follows what is written, on this page and on others, in the order in which it was written.

use std::rc::Rc;

use domain::sync::view::{View, topic::Touched};

use super::{change::Change, kept::Kept};

/// One write that is on the disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Wrote {
    /// The generation it was decided on.
    pub from: u64,
    /// The generation it left; the same where it needed no turn.
    pub to: u64,
    /// What it was.
    pub changes: Rc<[Change]>,
}

/// A view that is filled once, and then follows.
#[derive(Debug, Default)]
pub struct Following {
    view: View,
    /// The generation that is seen; none until the view is filled.
    stands: Option<u64>,
    /// What was heard before that which it follows on.
    early: Vec<Wrote>,
    /// The newest generation that is known to be on the disk.
    known: u64,
}

impl Following {
    /// What is seen; none until it was filled.
    pub fn view(&self) -> Option<&View> {
        self.stands.map(|_| &self.view)
    }

    /// Sees what is kept, and what was heard since; what is older than what is seen already says nothing new.
    pub fn fill(&mut self, kept: Kept) {
        if self.stands.is_some_and(|stands| stands >= kept.generation) {
            return;
        }
        self.stands = Some(kept.generation);
        self.view = kept.view();
        self.catch_up();
    }

    /// Something was written; tells what is not what it was.
    pub fn hear(&mut self, wrote: Wrote) -> Touched {
        self.known = self.known.max(wrote.to);
        self.early.push(wrote);
        self.catch_up()
    }

    /// The disk is at this generation.
    pub fn know(&mut self, generation: u64) {
        self.known = self.known.max(generation);
    }

    /// Whether something was written that was not heard: it is on its way, or was lost.
    pub fn is_behind(&self) -> bool {
        self.stands.is_some_and(|stands| stands < self.known)
    }

    fn catch_up(&mut self) -> Touched {
        let Some(mut stands) = self.stands else { return Touched::default() };
        while let Some(index) = self.early.iter().position(|wrote| wrote.from <= stands) {
            let Wrote { from, to, changes } = self.early.remove(index);
            // What was written before the view was filled is in it.
            if to > stands || from == to {
                changes.iter().for_each(|change| follow(&mut self.view, change));
                stands = stands.max(to);
            }
        }
        self.stands = Some(stands);
        self.view.settle()
    }
}

fn follow(view: &mut View, change: &Change) {
    match change {
        // Nobody sees these.
        Change::Name(..) | Change::Draft(..) => {}
        Change::Entry(entry) => view.keep(entry.clone()),
        Change::Leave(id) => view.leave(*id),
        Change::Review(entry, problem) => view.refuse(entry.clone(), problem.clone()),
        Change::Dismiss(id) => view.dismiss(*id),
        Change::Open(opened) => view.open(opened.clone()),
        Change::Drop(scope) => view.drop_scope(*scope),
        Change::Cursor(scope, cursor) => view.receive(*scope, *cursor),
        Change::Record(row) => {
            if let Some((id, kind)) = row.known() {
                view.hold(id, kind, row.scope, row.json.clone().into());
            }
        }
        Change::Tomb(id) => view.remove(*id),
    }
}

#[cfg(test)]
mod tests {
    use domain::{id::ScopeId, sync::wire::Cursor};

    use super::*;

    fn scope() -> ScopeId {
        ScopeId::natural("test", &[&1])
    }

    fn wrote(from: u64, to: u64) -> Wrote {
        let cursor = Cursor { epoch: 1, version: to };
        Wrote { from, to, changes: [Change::Cursor(scope(), cursor)].into() }
    }

    fn version(following: &Following) -> Option<u64> {
        following.view()?.cursors().get(&scope()).map(|cursor| cursor.version)
    }

    /// From which turn to which each of these was written.
    type Heard = &'static [(u64, u64)];

    #[test]
    fn what_was_written_is_seen_in_its_order_whenever_it_is_heard() {
        let filled = |generation| {
            let mut following = Following::default();
            following.fill(Kept { generation, ..Kept::default() });
            following
        };
        let cases: [(Heard, Option<u64>, bool); 6] = [
            (&[], None, false),
            (&[(3, 4), (4, 5)], Some(5), false),
            (&[(4, 5), (3, 4)], Some(5), false),
            (&[(5, 6), (3, 4)], Some(4), true),
            // It was in what filled the view.
            (&[(1, 2), (2, 3)], None, false),
            // What needed no turn leaves the generation as it is.
            (&[(3, 3)], Some(3), false),
        ];
        for (heard, seen, behind) in cases {
            let mut following = filled(3);
            for (from, to) in heard {
                following.hear(wrote(*from, *to));
            }
            assert_eq!((version(&following), following.is_behind()), (seen, behind), "{heard:?}");
        }
    }

    #[test]
    fn what_is_heard_before_the_view_is_filled_waits_for_it() {
        let mut following = Following::default();
        assert!(following.hear(wrote(3, 4)).is_empty());
        assert!(following.view().is_none() && !following.is_behind());
        following.fill(Kept { generation: 3, ..Kept::default() });
        assert_eq!(version(&following), Some(4));
    }

    #[test]
    fn what_was_never_heard_is_known_from_the_disk() {
        let mut following = Following::default();
        following.fill(Kept { generation: 3, ..Kept::default() });
        following.know(4);
        assert!(following.is_behind());
        following.fill(Kept { generation: 4, ..Kept::default() });
        assert!(!following.is_behind());
        following.hear(wrote(4, 5));
        // It was read before that was written.
        following.fill(Kept { generation: 4, ..Kept::default() });
        assert_eq!((version(&following), following.is_behind()), (Some(5), false));
    }
}
