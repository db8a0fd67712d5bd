//! What every store must do. Filled with the stories of the commands.
