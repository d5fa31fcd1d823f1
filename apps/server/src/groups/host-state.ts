/**
 * A host's state in SQL, over host `h`, its group `g` and its status `s`: the stored word, except that it is true from the very
 * commit of a group's new assignment on, which the rows of its hosts follow a moment later. Writing those rows in the assignment's
 * own transaction would be no substitute: it locks them in another order than the flushes of reports do, and a flush that was
 * folded before the commit would set them back. A host that was never heard of has no status.
 */
export const HOST_STATE = `
  CASE WHEN NOT g.managed OR (g.epoch IS NULL AND s.state = 'unmanaged') THEN 'unmanaged'
       WHEN s.online AND s.epoch < g.epoch THEN 'updating'
       ELSE coalesce(nullif(s.state, 'unmanaged'), 'offline') END`
