// The one list of commands: the build script makes a permission of each, `mod.rs` registers them. Included by both.
macro_rules! for_each_command {
    ($make:ident) => {
        $make! {
            session: app_start, ack, resync, set_visible, page_painted, painted, list_painted, about;
            settings: settings_change;
            diagnosis: diagnosis, save_report;
            accounts: sign_in, cancel_sign_in, sign_out_preview, sign_out, sign_out_others,
                delete_account, enter_token, retry_connection, open_again,
                enter_recovery_code, set_database_aside, key_place, recovery_code, set_keyring_only;
            timelines: timeline_open, timeline_older, timeline_newer, timeline_end, timeline_retry_gap, timeline_attend,
                timeline_close;
            conversations: conversation_details, set_pinned, set_muted, mark_read, mark_conversation_read,
                clear_history, delete_conversation, delete_conversation_here, leave_group, dissolve_group, rename_group, set_group_notice,
                add_members, remove_member, set_role;
            list: list_filter, list_reach, list_beside, find_conversations, set_favourite, mark_unread, mark_all_read, set_archived, set_let_through, move_pin,
                create_folder, rename_folder, delete_folder, move_folder, set_in_folder, open_notes;
            groups: members_open, members_close, set_group_description, set_own_alias, mute_group, mute_member, unmute_member,
                group_changes, announcement;
            live: live_groups, create_live_group, join_live_group, leave_live_group, dissolve_live_group, send_live, retry_live,
                older_live;
            live_members: live_members, mute_live_group, mute_live_member, unmute_live_member, set_live_speaker, set_live_role,
                mark_live_member, set_live_marks, remove_live_member, bar_live_member, let_live_member_in;
            joining: set_join_approval, set_who_adds, ask_to_join, join_requests, answer_join_request;
            people: find_person, contacts, create_one_to_one, create_group;
            contacts: contacts_open, ask_contact, answer_request, see_requests, set_remark, set_contact_note, set_blocked,
                delete_friend, profile_card, set_profile;
            messages: send_text, send_attachments, retry_message, cancel_message, take_back, delete_messages, undelete_messages,
                recall_message, write_again, message_details, thread, tell_activity, quoted, react, edit_message, discard_edit, claim_coupon,
                readers;
            forwards: forward_messages, history_card;
            search: search_messages, find_names, shared_items, message_at;
            history: lacks_history, load_history, cancel_history;
            marks: mark_message, favourites, pins;
            mentions: mention_choices, set_mentioned, unread_mentions;
            planned: send_later, planned, change_planned, send_planned, discard_planned, remind, forget_reminder, reminders;
            drafts: save_draft, draft, set_answering;
            intake: pick_files, paste_files, discard_intake, move_intake, pack_intake;
            portraits: await_portrait, pick_portrait, set_portrait, remove_portrait;
            presence: watch_presence;
            bots: bots, start_bot_chat, new_bot_chat, stop_answer, answer_again;
            pictures: conversation_pictures, save_picture, copy_picture, show_picture_in_folder;
            files: file_states, load_file, fetch_file, pause_file, play_video, open_file, show_file, save_file_as, download_place,
                choose_download_place;
            media_use: media_use, clear_media;
            export: export_conversation, cancel_export;
            voice: record_voice, stop_recording, voice_draft, discard_voice, send_voice, play_voice, pause_voice,
                seek_voice, set_voice_speed, stop_voice;
            desktop: open_link, show_data_dir, quit;
        }
    };
}
