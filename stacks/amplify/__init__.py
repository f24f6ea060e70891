"""Amplify Gen 1 in both directions: its files into settings, outputs into client files."""
