//! SQL written by hand whose plan the connection keeps. Diesel's own `sql_query` and `sql` have every call parsed and
//! planned anew, which costs most queries of a page several times what running them costs.
//!
//! Every text is kept for as long as its connection: build it from words of the program and bind all values.

use std::marker::PhantomData;

use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, TypedExpressionType, ValidGrouping,
    is_aggregate,
};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{HasSqlType, SingleValue, Untyped};
use diesel::{QueryResult, RunQueryDsl};

/// A whole statement; `$1`, `$2` stand for the values bound, in their order.
#[must_use = "a statement does nothing until it is loaded or executed"]
pub struct Statement<'a> {
    sql: String,
    values: Vec<Box<dyn QueryFragment<Pg> + 'a>>,
    is_kept: bool,
}

/// A statement of this text.
pub fn sql_query<'a>(sql: impl Into<String>) -> Statement<'a> {
    Statement {
        sql: sql.into(),
        values: Vec::new(),
        is_kept: true,
    }
}

impl<'a> Statement<'a> {
    /// Has a plan made for the values of each call: for many rows, where a plan for the usual few is the wrong one.
    pub fn replanned(mut self) -> Self {
        self.is_kept = false;
        self
    }

    /// Gives the next value, as this type of SQL.
    pub fn bind<S, V>(mut self, value: V) -> Self
    where
        Pg: HasSqlType<S>,
        S: 'a,
        V: ToSql<S, Pg> + 'a,
    {
        self.values.push(Box::new(Numbered {
            value,
            sql_type: PhantomData,
        }));
        self
    }
}

impl QueryFragment<Pg> for Statement<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        if !self.is_kept {
            out.unsafe_to_cache_prepared();
        }
        out.push_sql(&self.sql);
        for value in &self.values {
            value.walk_ast(out.reborrow())?;
        }
        Ok(())
    }
}

impl Query for Statement<'_> {
    type SqlType = Untyped;
}

impl QueryId for Statement<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C> RunQueryDsl<C> for Statement<'_> {}

/// A value whose number stands in the text already.
struct Numbered<S, V> {
    value: V,
    sql_type: PhantomData<S>,
}

impl<S, V> QueryFragment<Pg> for Numbered<S, V>
where
    Pg: HasSqlType<S>,
    V: ToSql<S, Pg>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_bind_param_value_only::<S, _>(&self.value)
    }
}

/// A condition on the value with this number, or what is true without one. Written as `$1 is null or …` a kept plan
/// could use no index.
pub fn given<T>(value: &Option<T>, number: u8, condition: &str) -> String {
    match value {
        Some(_) => condition.to_owned(),
        None => format!("${number} is null"),
    }
}

/// An expression within one of Diesel's queries.
pub struct Fragment<S> {
    pieces: Vec<Box<dyn QueryFragment<Pg> + Send>>,
    sql_type: PhantomData<S>,
}

/// An expression of this text and type.
pub fn sql<S>(text: impl Into<String>) -> Fragment<S> {
    let fragment = Fragment {
        pieces: Vec::new(),
        sql_type: PhantomData,
    };
    fragment.sql(text)
}

impl<S> Fragment<S> {
    /// Goes on with a value.
    pub fn bind<T, V>(mut self, value: V) -> Self
    where
        Pg: HasSqlType<T>,
        T: Send + 'static,
        V: ToSql<T, Pg> + Send + 'static,
    {
        self.pieces.push(Box::new(Inline {
            value,
            sql_type: PhantomData,
        }));
        self
    }

    /// Goes on with a text.
    pub fn sql(mut self, text: impl Into<String>) -> Self {
        self.pieces.push(Box::new(Words(text.into())));
        self
    }
}

impl<S> QueryFragment<Pg> for Fragment<S> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        for piece in &self.pieces {
            piece.walk_ast(out.reborrow())?;
        }
        Ok(())
    }
}

impl<S: SingleValue + TypedExpressionType> Expression for Fragment<S> {
    type SqlType = S;
}

impl<S, From> AppearsOnTable<From> for Fragment<S> where Self: Expression {}

impl<S, From> SelectableExpression<From> for Fragment<S> where Self: Expression {}

/// What the text says decides, and nobody here knows that.
impl<S, GroupBy> ValidGrouping<GroupBy> for Fragment<S> {
    type IsAggregate = is_aggregate::Never;
}

impl<S> QueryId for Fragment<S> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

struct Words(String);

impl QueryFragment<Pg> for Words {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(&self.0);
        Ok(())
    }
}

struct Inline<T, V> {
    value: V,
    sql_type: PhantomData<T>,
}

impl<T, V> QueryFragment<Pg> for Inline<T, V>
where
    Pg: HasSqlType<T>,
    V: ToSql<T, Pg>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_bind_param::<T, _>(&self.value)
    }
}
