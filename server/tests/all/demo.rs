use chrono::TimeDelta;
use domain::feedback::{ACKNOWLEDGED, FEEDBACK, SENT};
use domain::id::PersonId;
use domain::sync::record::Record;
use domain::sync::stage::Stage;
use server::demo;
use sqlx::PgPool;

use crate::placement::{Phone, World, now};
use crate::sync::records;

async fn person(pool: &PgPool, email: &str) -> PersonId {
    PersonId(
        sqlx::query_scalar("select id from person where email = $1")
            .bind(email)
            .fetch_one(pool)
            .await
            .unwrap(),
    )
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn an_empty_database_is_filled_once_and_every_record_came_by_a_mutation(pool: PgPool) {
    assert!(demo::fill(&pool, now()).await.unwrap());
    let count = async |statement: &'static str| -> i64 {
        sqlx::query_scalar(statement).fetch_one(&pool).await.unwrap()
    };
    let before = count("select count(*) from record").await;
    assert!(!demo::fill(&pool, now()).await.unwrap());
    assert_eq!(count("select count(*) from record").await, before);
    let without = "select count(*) from record left join mutation on mutation.id = record.mutation where mutation.id is null";
    assert_eq!(count(without).await, 0);
    assert_eq!(count("select count(*) from quarantine").await, 0);
    assert_eq!(count("select count(*) from record where kind = 'feedback'").await, 8);
    assert_eq!(count("select count(distinct body ->> 'trainee') from record where kind = 'target'").await, 4);
    assert_eq!(count("select count(distinct body ->> 'country') from record where kind = 'school'").await, 2);
    assert_eq!(count("select count(*) from installation where demo").await, 1);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_demo_that_was_stopped_half_way_is_filled_to_its_end_at_the_next_start(pool: PgPool) {
    let cut = "create function cut() returns trigger language plpgsql as $$ begin
        if new.kind = 'feedback' and (select count(*) from record where kind = 'feedback') >= 3 then
            raise exception 'the power is cut';
        end if;
        return new;
    end $$; create trigger cut before insert on record for each row execute function cut()";
    sqlx::raw_sql(cut).execute(&pool).await.unwrap();
    assert!(demo::fill(&pool, now()).await.is_err());
    sqlx::raw_sql("drop trigger cut on record").execute(&pool).await.unwrap();

    let days_later = now() + TimeDelta::days(3);
    assert!(demo::fill(&pool, days_later).await.unwrap());
    let feedback: i64 = sqlx::query_scalar("select count(*) from record where kind = 'feedback'")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(feedback, 8);
    assert!(!demo::fill(&pool, days_later).await.unwrap(), "it is whole");
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_database_with_people_in_it_never_becomes_a_demo(pool: PgPool) {
    let world = World::new(pool).await;
    assert!(!demo::fill(&world.pool, now()).await.unwrap());
    assert_eq!(world.count("select count(*) from person").await, 4);
    assert_eq!(world.count("select count(*) from installation where demo").await, 0);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_trainee_of_the_demo_has_feedback_to_read_and_knows_everyone_by_name(pool: PgPool) {
    demo::fill(&pool, now()).await.unwrap();
    let amira = person(&pool, "amira@demo.example").await;
    let reply = Phone::new(pool.clone(), amira).pull().await;
    let stages: Vec<Stage> =
        records(&reply).into_iter().filter(|record| record.kind == FEEDBACK).map(Record::stage).collect();
    assert_eq!(stages, [ACKNOWLEDGED, SENT]);
    let text = serde_json::to_string(&reply).unwrap();
    for name in ["Amira H.", "Grace W.", "Helen B.", "Salma K."] {
        assert!(text.contains(name), "{name} is missing");
    }
    assert!(!text.contains("Tunde O."), "another trainee is nobody's business");
    assert!(!text.contains("Circulates left side only"), "a note that was not chosen");
}
