//! Counts what the bar above the list shows.

use std::collections::HashMap;

use crate::model::folder::Folder;
use crate::view::row::{ConversationRow, FolderRow, ListFilter, ListOverview};

/// One walk over all rows.
pub(super) fn of(
    filter: &ListFilter,
    folders: &[Folder],
    rows: &[ConversationRow],
) -> ListOverview {
    let mut overview = ListOverview {
        filter: filter.clone(),
        ..ListOverview::default()
    };
    let mut in_folders: HashMap<&str, u32> = HashMap::new();
    for row in rows {
        if row.archived {
            overview.archived += 1;
            continue;
        }
        let takes = |filter: ListFilter| u32::from(filter.takes(row));
        overview.mentions += takes(ListFilter::Mentions);
        overview.drafts += takes(ListFilter::Drafts);
        if row.muted || row.unread_or_marked() == 0 {
            continue;
        }
        overview.unread += takes(ListFilter::Unread);
        overview.people += takes(ListFilter::People);
        overview.groups += takes(ListFilter::Groups);
        overview.favourites += takes(ListFilter::Favourites);
        for id in &row.folders {
            *in_folders.entry(id).or_default() += 1;
        }
    }
    let row = |folder: &Folder| FolderRow {
        id: folder.id.clone(),
        name: folder.name.clone(),
        unread: in_folders.get(folder.id.as_str()).copied().unwrap_or(0),
    };
    overview.folders = folders.iter().map(row).collect();
    overview
}
