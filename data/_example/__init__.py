"""How the invented example city is made: drawn on a flat plan in metres, bent by a smooth warp, written as plain files."""
