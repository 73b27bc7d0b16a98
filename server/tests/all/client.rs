//! The client of docs/API.md, as it stands there, against the server on a socket.

use std::io::Write;
use std::net::SocketAddr;
use std::process::{Child, Command, Output, Stdio};

use domain::feedback::{FEEDBACK, Feedback};
use domain::lesson::LESSON;
use domain::notes::{NOTES, Notes};
use domain::sync::record::{Record, RecordKind, read};
use domain::target::{TARGET, Target};
use sqlx::PgPool;
use tokio::net::TcpListener;

use crate::placement::{Phone, World};
use crate::support::TestServer;
use crate::sync::records;

const MENTOR: &str = "mentor@example.org";

/// The program in the document.
fn program() -> String {
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/API.md");
    let document = std::fs::read_to_string(document).unwrap();
    let (_, program) = document.split_once("```python\n").unwrap();
    program.split_once("```").unwrap().0.to_owned()
}

/// Serves on a port of this machine, until the test ends; gives the address.
async fn serve(server: &TestServer) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let service = server.router.clone().into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    url
}

/// Types the code as soon as it has been mailed, and waits for the end.
async fn type_code(server: &TestServer, mut client: Child) -> Output {
    let code = loop {
        if let Some(code) = server.codes_for(MENTOR).await.pop() {
            break code;
        }
        assert!(client.try_wait().unwrap().is_none(), "it ended without asking for a code");
        tokio::task::yield_now().await;
    };
    writeln!(client.stdin.take().unwrap(), "{code}").unwrap();
    tokio::task::spawn_blocking(|| client.wait_with_output().unwrap()).await.unwrap()
}

fn only(all: &[&Record], kind: RecordKind) -> Record {
    let of_kind: Vec<_> = all.iter().filter(|record| record.kind == kind).collect();
    assert_eq!(of_kind.len(), 1, "{kind:?}");
    (**of_kind[0]).clone()
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn the_client_in_the_documentation_signs_in_and_sends_feedback(pool: PgPool) {
    let world = World::new(pool).await;
    let server = TestServer::new(world.pool.clone()).await;
    let url = serve(&server).await;
    let mut client = Command::new("python3");
    client.args(["-c", &program(), &url, MENTOR]).env("no_proxy", "*");
    client.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let output = type_code(&server, client.spawn().unwrap()).await;
    let (said, trouble) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}{trouble}");
    let outcomes: Vec<&str> =
        said.lines().map(|line| line.rsplit(' ').find(|word| !word.is_empty()).unwrap()).collect();
    assert_eq!(outcomes, ["applied"; 3], "{said}");

    let reply = Phone::of(&world, world.trainee).pull().await;
    let arrived = records(&reply);
    let lesson = only(&arrived, LESSON);
    let feedback: Feedback = read(&only(&arrived, FEEDBACK).body).unwrap();
    assert_eq!((feedback.lesson, feedback.trainee), (lesson.id, world.trainee));
    assert_eq!(feedback.content.strengths.values().next().unwrap().text, "Routines settle the room");
    let target: Target = read(&only(&arrived, TARGET).body).unwrap();
    assert_eq!((&*target.agreed.text, &*target.agreed.success), ("Wait three seconds", "More hands"));

    let reply = Phone::of(&world, world.mentor).pull().await;
    let notes: Notes = read(&only(&records(&reply), NOTES).body).unwrap();
    let note = notes.entries.values().next().unwrap();
    assert_eq!((notes.lesson, &*note.text), (lesson.id, "Settled in two minutes"));
    assert!(note.received.is_some(), "the server has stamped it");
}
