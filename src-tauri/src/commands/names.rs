// The one list of commands: the build script makes a permission of each, `mod.rs` registers them. Included by both.
macro_rules! for_each_command {
    ($make:ident) => {
        $make! {
            session: app_start, ack, resync, set_visible, about;
            settings: settings_set;
            desktop: open_link, show_data_dir, quit;
        }
    };
}
