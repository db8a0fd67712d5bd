//! Opus in Ogg, written as the samples come: whatever ends the program, what was written until then can be played.

use std::fs::File;
use std::io::Write as _;

use ogg::PacketWriter;
use ogg::writing::PacketWriteEndInfo::{EndPage, EndStream, NormalPacket};
use opus::{Application, Bitrate, Channels, Encoder};

use crate::error::{Error, Result};
use crate::sound::RATE;

/// Samples of a packet: 20 ms.
const FRAME: usize = RATE as usize / 50;
/// Packets of a page: what a kill can take is at most 200 ms.
const PAGE: u32 = 10;
/// Bits a second. A minute has 180 KB.
const BITRATE: i32 = 24_000;
/// Largest packet, bytes (RFC 6716, section 3.2.1: 1,275 a frame).
const LARGEST: usize = 1_275;
/// Number of the stream within the file; there is one.
const SERIAL: u32 = 1;

/// A recording that is being written.
pub(super) struct OggOpus {
    writer: PacketWriter<'static, File>,
    encoder: Encoder,
    /// Samples that do not fill a packet.
    rest: Vec<i16>,
    /// A packet that is written with the next one: only the last says that it is the last.
    held: Option<Vec<u8>>,
    /// Samples that are in packets.
    encoded: u64,
    /// Samples that came.
    samples: u64,
    packets: u32,
    /// Samples of the encoder's own that stand before those that came.
    skip: u16,
}

impl OggOpus {
    /// Writes the heads.
    pub fn begin(file: File) -> Result<Self> {
        let mut encoder =
            Encoder::new(RATE, Channels::Mono, Application::Voip).map_err(not_encoded)?;
        encoder
            .set_bitrate(Bitrate::Bits(BITRATE))
            .and_then(|()| encoder.set_vbr_constraint(true))
            .map_err(not_encoded)?;
        let ahead = encoder.get_lookahead().map_err(not_encoded)?;
        let skip = u16::try_from(ahead).unwrap_or(0);
        let mut writer = PacketWriter::new(file);
        // RFC 7845, section 5.1.
        let mut head = b"OpusHead\x01\x01".to_vec();
        head.extend_from_slice(&skip.to_le_bytes());
        head.extend_from_slice(&RATE.to_le_bytes());
        head.extend_from_slice(&[0, 0, 0]);
        writer.write_packet(head, SERIAL, EndPage, 0)?;
        // Section 5.2: the program that wrote it, and no comments.
        let mut tags = b"OpusTags".to_vec();
        tags.extend_from_slice(&6_u32.to_le_bytes());
        tags.extend_from_slice(b"Linnet");
        tags.extend_from_slice(&0_u32.to_le_bytes());
        writer.write_packet(tags, SERIAL, EndPage, 0)?;
        Ok(Self {
            writer,
            encoder,
            rest: Vec::with_capacity(FRAME),
            held: None,
            encoded: 0,
            samples: 0,
            packets: 0,
            skip,
        })
    }

    /// The next samples.
    pub fn write(&mut self, samples: &[i16]) -> Result<()> {
        self.samples += samples.len() as u64;
        self.rest.extend_from_slice(samples);
        self.encode()
    }

    /// Samples that came.
    pub fn samples(&self) -> u64 {
        self.samples
    }

    /// Writes the end, synced: its last position says how many of the last samples count (RFC 7845, section 4.4).
    pub fn finish(mut self) -> Result<()> {
        let total = self.samples + u64::from(self.skip);
        // What the encoder holds back comes out when it is given silence.
        while self.encoded < total {
            self.rest.resize(FRAME, 0);
            self.encode()?;
        }
        if let Some(packet) = self.held.take() {
            self.writer.write_packet(packet, SERIAL, EndStream, total)?;
        }
        let mut file = self.writer.into_inner();
        file.flush()?;
        file.sync_all()?;
        Ok(())
    }

    fn encode(&mut self) -> Result<()> {
        while self.rest.len() >= FRAME {
            let frame: Vec<i16> = self.rest.drain(..FRAME).collect();
            let packet = self
                .encoder
                .encode_vec(&frame, LARGEST)
                .map_err(not_encoded)?;
            let before = self.encoded;
            self.encoded += FRAME as u64;
            let Some(held) = self.held.replace(packet) else {
                continue;
            };
            self.packets += 1;
            let end = match self.packets % PAGE {
                0 => EndPage,
                _ => NormalPacket,
            };
            self.writer.write_packet(held, SERIAL, end, before)?;
        }
        Ok(())
    }
}

fn not_encoded(error: opus::Error) -> Error {
    std::io::Error::other(error).into()
}
