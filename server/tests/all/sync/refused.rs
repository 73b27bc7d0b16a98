use domain::api::Code;
use domain::id::{MutationId, RecordId};
use domain::sync::mutation::{Envelope, Outcome};
use domain::sync::wire::Request;
use serde_json::{Value, json};
use server::sync::exchange;
use sqlx::PgPool;

use super::outcomes;
use crate::placement::{Phone, World, fresh, now};

type Spoil = fn(&mut Value);

/// The payload of a good mutation, spoilt.
fn spoilt(world: &World, spoil: impl FnOnce(&mut Value)) -> Envelope {
    let mut envelope = world.lesson(RecordId(fresh())).seal(1).unwrap();
    spoil(&mut envelope.payload);
    envelope
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn bad_input_gets_a_code_and_is_kept_whole(pool: PgPool) {
    let world = World::new(pool).await;
    let cases: [(Spoil, Code); 10] = [
        (|payload| *payload = json!("not an object"), Code::Malformed),
        (|payload| payload["kind"] = json!("poem"), Code::UnknownKind),
        (|payload| payload["action"] = json!("sing"), Code::UnknownCommand),
        (|payload| payload["scope"] = json!("nowhere"), Code::Malformed),
        (|payload| payload["edits"][1]["value"] = json!("x".repeat(81)), Code::TooLong),
        (|payload| payload["edits"][3]["value"] = json!("2026-02-30"), Code::NotADate),
        (
            |payload| payload["edits"][3] = json!({ "path": "began_at", "value": "0000-01-01T00:00:00Z" }),
            Code::NotADate,
        ),
        (|payload| payload["edits"][1]["value"] = json!("a\u{0}b"), Code::Malformed),
        (|payload| payload["edits"][1]["value"] = json!(1.5), Code::Malformed),
        (|payload| payload["edits"][0]["value"] = json!(fresh().to_string()), Code::NotFound),
    ];
    for (spoil, code) in cases {
        let mut phone = Phone::of(&world, world.mentor);
        let bad = spoilt(&world, spoil);
        let after = world.lesson(RecordId(fresh())).seal(2).unwrap();
        let reply = phone.exchange(vec![bad.clone(), after]).await;
        assert_eq!(
            outcomes(&reply.acks),
            ["rejected", "applied"],
            "{code:?}: one bad mutation stops no other"
        );
        let Outcome::Rejected { problem } = &reply.acks[0].outcome else { unreachable!() };
        assert_eq!(problem.code, code);
        assert!(problem.field.is_some(), "{code:?}: it says where");
        assert_eq!(phone.exchange(vec![bad.clone()]).await.acks, reply.acks[..1], "the answer stays");
        let kept: String = sqlx::query_scalar("select payload from quarantine where mutation = $1")
            .bind(bad.id.0)
            .fetch_one(&world.pool)
            .await
            .unwrap();
        assert_eq!(serde_json::from_str::<Value>(&kept).unwrap(), bad.payload);
    }
}

/// A clock without a battery begins at some beginning of time; that of PostgreSQL is another.
#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_device_whose_clock_is_far_off_is_answered(pool: PgPool) {
    let world = World::new(pool).await;
    let mut phone = Phone::of(&world, world.mentor);
    for odd in ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59-01:00"] {
        let push = phone.seal(&[world.lesson(RecordId(fresh()))]);
        let request = Request { oldest_unsent: Some(odd.parse().unwrap()), ..phone.request(push) };
        let reply = exchange(&world.pool, world.mentor, request, now()).await.unwrap();
        assert_eq!(outcomes(&reply.acks), ["applied"], "{odd}");
    }
    assert_eq!(world.count("select count(*) from client where oldest_unsent is null").await, 1);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn fields_of_a_newer_app_are_kept(pool: PgPool) {
    let world = World::new(pool).await;
    let mut newer = world.lesson(RecordId(fresh()));
    let domain::sync::mutation::Action::Edit { edits, .. } = &mut newer.action else { unreachable!() };
    let weather = json!({ "sky": ["blue", 7] });
    edits.push(domain::sync::merge::Edit {
        path: "weather".parse().unwrap(),
        base: None,
        value: Some(weather.clone()),
    });
    let mut phone = Phone::of(&world, world.mentor);
    let reply = phone.push(&[newer]).await;
    assert_eq!(outcomes(&reply.acks), ["applied"]);
    assert_eq!(super::records(&reply)[0].body["weather"], weather);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn too_many_at_once_are_refused_as_a_whole(pool: PgPool) {
    let world = World::new(pool).await;
    let mut phone = Phone::of(&world, world.mentor);
    let many: Vec<_> = (0..51).map(|_| world.lesson(RecordId(fresh()))).collect();
    let push = phone.seal(&many);
    let refused = exchange(&world.pool, world.mentor, phone.request(push), now()).await.unwrap_err();
    assert!(matches!(refused, server::error::Error::Problem(problem) if problem.code == Code::TooMany));
    assert_eq!(world.count("select count(*) from mutation").await, 0);
}

/// What the database refuses for a reason nobody foresaw must not hold up what comes before it.
#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_mutation_that_cannot_be_stored_stops_only_itself_and_what_follows(pool: PgPool) {
    let world = World::new(pool).await;
    let fault = "create function refuse() returns trigger language plpgsql as $$ begin
            if new.body ->> 'class' = 'poison' then raise exception 'disk on fire'; end if; return new; end $$;
        create trigger refuse before insert on record for each row execute function refuse()";
    sqlx::raw_sql(fault).execute(&world.pool).await.unwrap();
    let mut phone = Phone::of(&world, world.mentor);
    let good = world.lesson(RecordId(fresh())).seal(1).unwrap();
    let mut poison = world.lesson(RecordId(fresh())).seal(2).unwrap();
    poison.payload["edits"][2]["value"] = json!("poison");
    let after = world.lesson(RecordId(fresh())).seal(3).unwrap();

    let reply = phone.exchange(vec![good, poison.clone(), after.clone()]).await;
    assert_eq!((outcomes(&reply.acks), reply.expect_seq), (vec!["applied"], Some(2)));
    let mended = "drop trigger refuse on record";
    sqlx::raw_sql(mended).execute(&world.pool).await.unwrap();
    assert_eq!(outcomes(&phone.exchange(vec![poison, after]).await.acks), ["applied"; 2]);
    assert_eq!(world.count("select count(*) from mutation").await, 3);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn when_too_much_was_refused_the_rest_stays_on_the_phone(pool: PgPool) {
    let world = World::new(pool).await;
    let mut phone = Phone::of(&world, world.mentor);
    phone.pull().await;
    sqlx::query(
        "insert into quarantine (mutation, client, person, problem, payload, received_at)
         values ($1, $2, $3, '{}', repeat('x', 10000001), $4)",
    )
    .bind(MutationId(fresh()).0)
    .bind(phone.client.0)
    .bind(world.mentor.0)
    .bind(now())
    .execute(&world.pool)
    .await
    .unwrap();
    let bad = spoilt(&world, |payload| payload["kind"] = json!("poem"));
    let refused = exchange(&world.pool, world.mentor, phone.request(vec![bad]), now()).await.unwrap_err();
    assert!(
        matches!(refused, server::error::Error::Problem(problem) if problem.code == Code::QuarantineFull)
    );
    assert_eq!(outcomes(&phone.push(&[world.lesson(RecordId(fresh()))]).await.acks), ["applied"]);
}
