"""What trainers learn about a quiz from its sittings and from its rules."""
