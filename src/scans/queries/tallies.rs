//! Observations by form and state, as triggers tally them.

use std::collections::HashMap;

use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};

use crate::kernel::ids::SourceFormId;
use crate::scans::model::StateCounts;

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Integer)]
    source_form_id: SourceFormId,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Observations by state, form by form.
pub(in crate::scans) fn count_states_by_form(
    conn: &mut PgConnection,
) -> QueryResult<HashMap<SourceFormId, StateCounts>> {
    let rows: Vec<Counted> = crate::db::sql_query(
        "select source_form_id, state, sum(observations)::bigint as count
         from observation_tallies group by source_form_id, state",
    )
    .load(conn)?;
    let mut counts: HashMap<SourceFormId, StateCounts> = HashMap::new();
    for row in rows {
        counts
            .entry(row.source_form_id)
            .or_default()
            .add(&row.state, row.count);
    }
    Ok(counts)
}

/// Draws rows of the tally together to one per form and state, once there are more than `most`. Whoever adds one
/// meanwhile waits for nobody: only rows seen here go.
pub(in crate::scans) fn draw_together(conn: &mut PgConnection, most: i64) -> QueryResult<usize> {
    crate::db::sql_query(
        "with gone as (
            delete from observation_tallies where (select count(*) from observation_tallies) > $1
            returning source_form_id, state, observations)
         insert into observation_tallies (source_form_id, state, observations)
         select source_form_id, state, sum(observations) from gone
         group by source_form_id, state having sum(observations) <> 0",
    )
    .bind::<BigInt, _>(most)
    .execute(conn)
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

const WANT: &str = "select s.source_form_id, o.state, count(*) as observations
     from observations o join submissions s on s.id = o.submission_id group by s.source_form_id, o.state";

/// How many forms and states have another number of observations than the tally says.
pub(in crate::scans) fn count_wrong(conn: &mut PgConnection) -> QueryResult<i64> {
    let count: Count = crate::db::sql_query(format!(
        "select count(*) as count
         from ({WANT}) want
         full join (select source_form_id, state, sum(observations) as observations
                    from observation_tallies group by source_form_id, state) t using (source_form_id, state)
         where coalesce(want.observations, 0) <> coalesce(t.observations, 0)"
    ))
    .replanned()
    .get_result(conn)?;
    Ok(count.count)
}

/// Counts all anew. One statement: it sees the rows and the tally of the same moment, and leaves what is added later.
pub(in crate::scans) fn count_anew(conn: &mut PgConnection) -> QueryResult<usize> {
    crate::db::sql_query(format!(
        "with gone as (delete from observation_tallies)
         insert into observation_tallies (source_form_id, state, observations) {WANT}"
    ))
    .replanned()
    .execute(conn)
}
