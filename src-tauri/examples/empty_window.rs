//! The least that a window with a text field costs here: the floor that `cargo xtask bench` measures Linnet's own
//! window against. Prints a line when the page has painted; its one argument is a folder for WebKit.

use std::path::PathBuf;

use tauri::http::Response;
use tauri::{Url, WebviewUrl, WebviewWindowBuilder};

const PAGE: &str = "<!doctype html><meta charset=\"utf-8\"><title>empty</title>\
    <style>html, body, textarea { width: 100%; height: 100%; margin: 0; box-sizing: border-box }</style><textarea autofocus></textarea>\
    <script>requestAnimationFrame(() => setTimeout(() => { document.title = 'painted' }))</script>";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder: PathBuf = std::env::args_os()
        .nth(1)
        .ok_or("the folder for WebKit is missing")?
        .into();
    tauri::Builder::default()
        .register_uri_scheme_protocol("empty", |_, _| {
            let mut page = Response::new(PAGE.as_bytes().to_vec());
            let html = tauri::http::HeaderValue::from_static("text/html");
            page.headers_mut()
                .insert(tauri::http::header::CONTENT_TYPE, html);
            page
        })
        .setup(move |app| {
            let page = WebviewUrl::CustomProtocol(Url::parse("empty://localhost/")?);
            WebviewWindowBuilder::new(app, "empty", page)
                .title("Empty")
                .inner_size(1280.0, 800.0)
                .data_directory(folder)
                .on_document_title_changed(|_, title| {
                    if title == "painted" {
                        println!("painted");
                    }
                })
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}
