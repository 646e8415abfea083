"""Why a check of a package did not hold, why an entry was left out, why a package was refused, in sentences; and what a proof
file is. Codes as `packages` gives them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REFUSED = _("The package could not be opened.")
_PACKAGES: dict[str, Any] = {
    "package.not_a_package": _("This is neither a folder nor a zip."),
    "package.not_opened": _("Nothing could open it behind walls in the time that it has."),
    "package.unreadable": _("The file could not be read."),
    "package.damaged": _("The package is damaged."),
    "package.cut_off": _("The package is cut off: a part of it is missing."),
    "package.count_contradicts": _("The package lists another number of entries than it says it has."),
    "package.unsafe": _("The package is built to harm its reader."),
    "package.too_many_entries": _("The package holds too many entries."),
    "package.directory_too_large": _("The package’s list of entries is too large."),
    "package.entry_too_large": _("One entry is larger than the limit."),
    "package.too_large": _("Unpacked, the package would be larger than the limit."),
    "package.ratio": _("One entry unpacks to something out of proportion."),
    "package.entries_overlap": _("Entries lie over each other: the package is built to deceive."),
    "package.more": _("More than is taken out of one package."),
}
_ENTRIES: dict[str, Any] = {
    "entry.folder": _("A folder, which holds no bytes of its own."),
    "entry.folder_with_bytes": _("An entry that calls itself a folder and yet holds bytes."),
    "entry.symlink": _("A link to another place."),
    "entry.special_file": _("Neither a file nor a folder: a device, a pipe or a socket."),
    "entry.encrypted": _("Locked by a password."),
    "entry.method_unknown": _("Packed by a method that is not read here."),
    "entry.path_absolute": _("Its name starts at the root of a disk."),
    "entry.path_escapes": _("Its name leads out of the package."),
    "entry.name_nul": _("Its name holds hidden characters."),
    "entry.name_empty": _("It has no name."),
    "entry.name_too_long": _("Its name is too long."),
    "entry.too_deep": _("It lies too many folders deep."),
    "entry.header_missing": _("The package lists it, but it is not where the list says."),
    "entry.header_contradicts": _("Its own header contradicts the package’s list."),
    "entry.size_lies": _("It holds more or fewer bytes than the package says."),
    "entry.crc_wrong": _("Its bytes do not match the package’s check sum."),
    "entry.damaged": _("Its bytes cannot be unpacked."),
    "entry.changed": _("It changed while it was read."),
}
_RECORDS: dict[str, Any] = {
    "content.malformed": _("The record is not written as its format asks."),
    "content.too_large": _("The record is larger than the limit."),
    "content.too_many_values": _("The record holds more values than the limit."),
    "content.key_twice": _("The record gives one key twice."),
    "content.algorithm_unknown": _("The record uses a method that is not known here."),
    "content.private_key": _("The file holds a secret key."),
    "content.bomb": _("The record unpacks to something out of proportion."),
    "content.too_slow": _("The check took too long."),
    "content.verifier_missing": _("The program that checks signatures is not installed here."),
}
_CHECKS: dict[str, Any] = {
    "reason.malformed": _("The record is not written as its format asks."),
    "reason.signature_wrong": _("The signature does not match."),
    "reason.signature_unreadable": _("The signature cannot be read."),
    "reason.signature_expired": _("The signature has expired."),
    "reason.key_not_enclosed": _("The key that signed is not enclosed."),
    "reason.key_revoked": _("The key was revoked."),
    "reason.no_key": _("No key is enclosed."),
    "reason.nothing_to_sign": _("What was signed is not in the package."),
    "reason.no_certificate": _("The certificate of the authority is not enclosed."),
    "reason.no_trusted_root_known": _("No trusted authority is known here."),
    "reason.authority_not_among_trusted": _("The authority is not among those trusted here."),
    "reason.not_a_time_stamping_certificate": _("The certificate is not one for time-stamps."),
    "reason.certificate_not_valid_then": _("The certificate was not valid at that time."),
    "reason.names_another_domain": _("The certificate names another domain."),
    "reason.names_another_file": _("The record is about another file."),
    "reason.chain_broken": _("One certificate does not vouch for the next."),
    "reason.content_changed": _("What was stamped has been changed."),
    "reason.algorithm_unknown": _("The method is not known here."),
    "reason.no_file_has_this_digest": _("No file of the package has this fingerprint."),
    "reason.listed_twice": _("The list names it twice."),
    "reason.name_twice": _("Two entries have this name."),
    "reason.name_is_an_address": _("The record gives an address inside the telephone, not a name."),
    "reason.packed_within_the_package": _("It is packed inside the package and was not unpacked."),
    "reason.too_many_files": _("The package holds more files than are looked into for proofs."),
    "reason.too_many_proofs": _("The package holds more proofs than are checked at once."),
}
REASONS: dict[str, Any] = {**_PACKAGES, **_ENTRIES, **_RECORDS, **_CHECKS}
NOT_STRIPPED = _("No copy without metadata could be made of it.")
STRIPPING: dict[str, Any] = {
    "strip.kind_unknown": _("The metadata of this kind of file cannot be removed here."),
    "strip.refused": _("The metadata could not be removed for certain."),
    "limit.size": _("It is too large for that."),
    "image.first_frame_only": _("Only the first picture of several was taken."),
    "image.made_smaller": _("The copy is smaller than the original."),
    "image.format_not_read": _("Pictures of this format are not drawn here."),
}
PROOFS: dict[str, Any] = {
    "proof.wacz_list": _("List of resources"),
    "proof.wacz_digest": _("Fingerprint and signature of the list"),
    "proof.proofmode_record": _("Record of ProofMode"),
    "proof.openpgp_signature": _("OpenPGP signature"),
    "proof.openpgp_key": _("OpenPGP public key"),
    "proof.opentimestamps": _("OpenTimestamps proof"),
    "proof.device_attestation": _("Attestation of the device"),
    "proof.archiver_record": _("Record of Auto Archiver"),
    "proof.hash_list": _("List of fingerprints"),
    "proof.rfc3161": _("Time-stamp"),
    "proof.certificate": _("Certificate of a time-stamping authority"),
}
