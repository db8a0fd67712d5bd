// The one list of commands: the build script makes a permission of each, `mod.rs` registers them. Included by both.
macro_rules! for_each_command {
    ($make:ident) => {
        $make! {
            session: app_start, ack, resync, set_visible, page_painted, painted, list_painted, about;
            settings: settings_change;
            diagnosis: diagnosis, save_report;
            accounts: sign_in, cancel_sign_in, sign_out_preview, sign_out, enter_token, retry_connection, open_again,
                enter_recovery_code, set_database_aside, key_place, recovery_code, set_keyring_only;
            timelines: timeline_open, timeline_older, timeline_newer, timeline_end, timeline_retry_gap, timeline_attend,
                timeline_close;
            conversations: conversation_details, set_pinned, set_muted, mark_read, mark_conversation_read,
                clear_history, delete_conversation, leave_group, dissolve_group, rename_group, set_group_notice,
                add_members, remove_member, set_role;
            people: find_person, contacts, create_one_to_one, create_group;
            messages: send_text, send_attachments, retry_message, cancel_message, take_back, delete_message,
                recall_message, typing, quoted, react, edit_message, discard_edit;
            drafts: save_draft, draft, set_answering;
            intake: pick_files, paste_files, discard_intake, move_intake;
            pictures: conversation_pictures, save_picture, copy_picture, show_picture_in_folder;
            files: file_states, load_file, pause_file, open_file, show_file, save_file_as, download_place,
                choose_download_place;
            desktop: open_link, show_data_dir, quit;
        }
    };
}
