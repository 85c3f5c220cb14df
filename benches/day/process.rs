//! What is measured of the program itself, in a terminal: start, echo, bytes, memory, idling.

use crate::fill::{Filled, one_of_many};
use crate::table::Table;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read as _, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(30);

/// The program in a terminal of 120x40.
struct Running {
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    chunks: Receiver<(Instant, Vec<u8>)>,
    _master: Box<dyn MasterPty + Send>,
}

impl Running {
    fn start(filled: &Filled) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_visitbook"));
        command.arg(&filled.path);
        // The first second of a minute of the morning: the clock on the screen does not turn for a while.
        command.args(["--as", "lead", "--now", "2026-06-10T10:36"]);
        command.cwd(filled.path.parent().unwrap());
        command.env("VISITBOOK_HOME", filled.home.root());
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env_remove("NO_COLOR");
        let pair =
            native_pty_system().openpty(PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 }).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (to, chunks) = channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 65536];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                if to.send((Instant::now(), buffer[..n].to_vec())).is_err() {
                    break;
                }
            }
        });
        Self { child, writer: pair.master.take_writer().unwrap(), chunks, _master: pair.master }
    }

    /// Waits until so much of the screen is there that one can type; gives when, and the bytes until then.
    fn first_frame(&self) -> (Instant, usize) {
        let (mut all, start) = (Vec::new(), Instant::now());
        while start.elapsed() < PATIENCE {
            if let Ok((at, chunk)) = self.chunks.recv_timeout(Duration::from_millis(100)) {
                all.extend(chunk);
                // The hint line is drawn last.
                if all.windows(5).any(|w| w == b"help\x1b" || w == b" help") {
                    return (at, all.len());
                }
            }
        }
        panic!("no first frame: {}", String::from_utf8_lossy(&all));
    }

    /// Everything that comes within a time.
    fn drain(&self, time: Duration) -> Vec<Vec<u8>> {
        let until = Instant::now() + time;
        let mut chunks = Vec::new();
        while let Some(left) = until.checked_duration_since(Instant::now()) {
            if let Ok((_, chunk)) = self.chunks.recv_timeout(left) {
                chunks.push(chunk);
            }
        }
        chunks
    }

    /// Types a key; gives the time to the first byte back, its bytes and in how many pieces they came.
    fn key(&mut self, c: char) -> (Duration, usize, usize) {
        let start = Instant::now();
        self.writer.write_all(c.to_string().as_bytes()).unwrap();
        self.writer.flush().unwrap();
        let (at, first) = self.chunks.recv_timeout(PATIENCE).expect("an echo");
        let more = self.drain(Duration::from_millis(4));
        (at - start, first.len() + more.iter().map(Vec::len).sum::<usize>(), 1 + more.len())
    }

    /// CPU time and how often any thread was woken.
    fn used(&self) -> (Duration, u64) {
        let pid = self.child.process_id().unwrap();
        let (mut nanos, mut wakes) = (0, 0);
        for task in std::fs::read_dir(format!("/proc/{pid}/task")).unwrap().flatten() {
            let read = |name: &str| std::fs::read_to_string(task.path().join(name)).unwrap_or_default();
            nanos += read("schedstat").split(' ').next().and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
            let status = read("status");
            wakes += status
                .lines()
                .find_map(|l| l.strip_prefix("voluntary_ctxt_switches:"))
                .and_then(|n| n.trim().parse::<u64>().ok())
                .unwrap_or(0);
        }
        (Duration::from_nanos(nanos), wakes)
    }

    /// Proportional share of memory, in MB.
    fn memory(&self) -> f64 {
        let pid = self.child.process_id().unwrap();
        let rollup = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
        let kb = rollup
            .lines()
            .find_map(|l| l.strip_prefix("Pss:"))
            .and_then(|l| l.split_whitespace().next()?.parse::<f64>().ok());
        kb.unwrap_or(0.0) / 1024.0
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program at a notebook of some size.
pub fn program(table: &mut Table, filled: &Filled, notes: usize, idle: Duration) {
    let size = Some(notes);
    let mut starts = Vec::new();
    let mut bytes = 0;
    for _ in 0..7 {
        let start = Instant::now();
        let running = Running::start(filled);
        let (at, n) = running.first_frame();
        starts.push(at - start);
        bytes = n;
    }
    table.time("program: start to the first frame", size, crate::stage::quantile(&starts, 0.5));
    table.add("program: bytes until then", size, bytes as f64, "B");

    let mut running = Running::start(filled);
    running.first_frame();
    running.drain(Duration::from_millis(300));
    let (mut echo, mut sizes, mut pieces) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..2 {
        for c in "Y4: pupils explain regrouping with counters // talk drives fluency #1 + @lesson\r".chars() {
            let (time, n, chunks) = running.key(c);
            if c == '\r' {
                running.drain(Duration::from_millis(300));
            } else {
                echo.push(time);
                sizes.push(n);
                pieces.push(chunks);
            }
        }
    }
    table.times("program: key to echo in a terminal", size, &echo);
    table.add("program: bytes per key, median", size, crate::stage::quantile(&sizes, 0.5) as f64, "B");
    table.add("program: bytes per key, p99", size, crate::stage::quantile(&sizes, 0.99) as f64, "B");
    table.add("program: most writes for a key", size, *pieces.iter().max().unwrap() as f64, "");
    table.add("program: memory (PSS)", size, running.memory(), "MB");

    // The half-typed line is written a moment after the last key; idling begins after that.
    running.drain(Duration::from_secs(2));
    let (cpu, wakes) = running.used();
    let written: usize = running.drain(idle).iter().map(Vec::len).sum();
    let (cpu_after, wakes_after) = running.used();
    let per_30 = 30.0 / idle.as_secs_f64();
    table.add("program: idle, bytes", size, written as f64, "B");
    table.add("program: idle, CPU in 30 s", size, cpu_after.saturating_sub(cpu).as_secs_f64() * 1e3 * per_30, "ms");
    table.add("program: idle, wake-ups in 30 s", size, (wakes_after - wakes) as f64 * per_30, "");
}

/// The account across reviews, over so many notebooks of 100 notes: the whole process.
pub fn rollup(table: &mut Table, folder: &Path) {
    std::fs::create_dir_all(folder.join("reviews")).unwrap();
    let mut made = 0;
    for reviews in [125, 250, 500] {
        for n in made..reviews {
            one_of_many(folder, n, 100);
        }
        made = reviews;
        let start = Instant::now();
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_visitbook"))
            .args(["rollup", "reviews", "--as", "lead", "--format", "json", "-o"])
            .arg(format!("{reviews}.json"))
            .current_dir(folder)
            .env("VISITBOOK_HOME", folder.join("home"))
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let mut most = 0.0_f64;
        let ended = loop {
            // Its peak, as the system keeps it, looked at while it still runs.
            let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
            let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
            most = most.max(peak.unwrap_or(0.0));
            if let Some(ended) = child.try_wait().unwrap() {
                break ended;
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        assert!(ended.success());
        table.time("roll up reviews of 100 notes each", Some(reviews), start.elapsed());
        table.add("its peak of memory", Some(reviews), most / 1024.0, "MB");
    }
}
