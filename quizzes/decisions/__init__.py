"""What somebody decides over sittings afterwards, with a reason: marking again, disputes, late answers, time given back."""
