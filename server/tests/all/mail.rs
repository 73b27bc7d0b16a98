//! Codes by mail, to a mail server that speaks as much SMTP as it takes.

use server::session::email::Email;
use server::session::post::{Letter, Post};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

/// Takes one mail and gives it back as it came over the wire.
pub async fn receive(listener: &TcpListener) -> String {
    let (mut stream, _) = listener.accept().await.unwrap();
    let (read, mut write) = stream.split();
    let mut lines = BufReader::new(read).lines();
    let mut mail = String::new();
    let mut in_mail = false;
    write.write_all(b"220 mail.test\r\n").await.unwrap();
    while let Some(line) = lines.next_line().await.unwrap() {
        if in_mail && line != "." {
            mail = mail + &line + "\n";
            continue;
        }
        in_mail = line == "DATA";
        mail = mail + &line + "\n";
        let answer: &[u8] = if in_mail { b"354 go on\r\n" } else { b"250 fine\r\n" };
        write.write_all(answer).await.unwrap();
        if line == "." {
            break;
        }
    }
    mail
}

#[tokio::test]
async fn a_code_goes_out_by_smtp() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let post = Post::smtp(&url, "Chalkline <chalkline@example.org>").unwrap();
    let letter = Letter { to: Email::parse("ama@example.org").unwrap(), code: "123456".into() };
    let (mail, sent) = tokio::join!(receive(&listener), post.send(letter));
    sent.unwrap();
    for part in [
        "MAIL FROM:<chalkline@example.org>",
        "RCPT TO:<ama@example.org>",
        "Subject: Your Chalkline code",
        "123456",
    ] {
        assert!(mail.contains(part), "{part}: {mail}");
    }
    let subject = mail.lines().find(|line| line.starts_with("Subject")).unwrap();
    assert!(!subject.contains("123456"), "mail servers log subjects");
}

#[test]
fn settings_that_cannot_be_read_are_refused_at_once() {
    assert!(Post::smtp("mailto:nobody", "chalkline@example.org").is_err());
    assert!(Post::smtp("smtp://127.0.0.1", "nobody").is_err());
}
