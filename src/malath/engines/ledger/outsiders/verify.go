// Verify checks, without Malath, that an entry stands in a signed log.
//
//	verify VKEY PROOF LEAF
//	verify VKEY PROOF -entry entry.json -salt HEX -body HEX
//
// VKEY, PROOF, LEAF: files with the log's verifier key, the proof (c2sp.org/tlog-proof@v1), and the leaf's bytes.
// With -entry the leaf is computed from the entry's own text, its salt, and the SHA-256 of its sealed body.
// -w FILE (again and again) gives witnesses' verifier keys, -k N how many of them must have cosigned (all by default).
// The exit code is 0 only when everything holds.
//
// Build, with Debian's golang-go and golang-golang-x-mod-dev:
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go build verify.go
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const firstLine = "c2sp.org/tlog-proof@v1"

// cosigner verifies lines of type 0x04 (c2sp.org/tlog-cosignature): eight bytes of time, an Ed25519 signature.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }

func (c *cosigner) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	at := binary.BigEndian.Uint64(signature)
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", at, text)
	return at < 1<<63 && ed25519.Verify(c.key, []byte(message), signature[8:])
}

func newCosigner(line string) *cosigner {
	name, rest, _ := strings.Cut(line, "+")
	id, encoded, _ := strings.Cut(rest, "+")
	raw, err := base64.StdEncoding.DecodeString(encoded)
	must(err)
	sum := sha256.Sum256(append([]byte(name+"\n"), raw...))
	if len(raw) != 33 || raw[0] != 4 || id != hex.EncodeToString(sum[:4]) {
		fail("a witness's key is not a verifier key of type 4")
	}
	return &cosigner{name, binary.BigEndian.Uint32(sum[:4]), raw[1:]}
}

// proof is what the proof's file says.
type proof struct {
	index int64
	path  tlog.RecordProof
	note  string
}

func parseProof(text string) *proof {
	head, checkpoint, found := strings.Cut(text, "\n\n")
	rows := strings.Split(head, "\n")
	if !found || rows[0] != firstLine {
		fail("not a proof file of the first version")
	}
	rows = rows[1:]
	if len(rows) > 0 && strings.HasPrefix(rows[0], "extra ") {
		rows = rows[1:]
	}
	if len(rows) == 0 || !strings.HasPrefix(rows[0], "index ") {
		fail("the proof names no index")
	}
	made := &proof{index: number(rows[0][len("index "):]), note: checkpoint}
	for _, row := range rows[1:] {
		made.path = append(made.path, hash(row))
	}
	return made
}

func number(text string) int64 {
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil || value < 0 || strconv.FormatInt(value, 10) != text {
		fail("%q is not a number as it must be written", text)
	}
	return value
}

func hash(text string) (value tlog.Hash) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) != len(value) || strings.ContainsAny(text, "\r\n") {
		fail("%q is not a hash", text)
	}
	copy(value[:], raw)
	return value
}

// options are the command's, wherever they stand.
type options struct {
	witnesses         []string
	needed            int
	entry, salt, body string
	places            []string
}

func parseOptions(arguments []string) *options {
	given := &options{}
	set := flag.NewFlagSet("verify", flag.ExitOnError)
	set.Func("w", "file of a witness's verifier key", func(path string) error {
		given.witnesses = append(given.witnesses, path)
		return nil
	})
	set.IntVar(&given.needed, "k", -1, "how many witnesses must have cosigned (all)")
	set.StringVar(&given.entry, "entry", "", "file of the entry's JSON")
	set.StringVar(&given.salt, "salt", "", "the entry's salt in hex")
	set.StringVar(&given.body, "body", "", "SHA-256 of the sealed body in hex")
	for must(set.Parse(arguments)); set.NArg() > 0; must(set.Parse(arguments)) {
		given.places = append(given.places, set.Arg(0))
		arguments = set.Args()[1:]
	}
	if given.entry == "" && len(given.places) != 3 || given.entry != "" && len(given.places) != 2 {
		fail("usage: verify VKEY PROOF LEAF  or  verify VKEY PROOF -entry JSON -salt HEX -body HEX")
	}
	if given.needed < 0 {
		given.needed = len(given.witnesses)
	}
	return given
}

// leaf reads the leaf, or computes it: SHA-256(salt, JSON), then the body's digest.
func leaf(given *options) []byte {
	if given.entry == "" {
		return read(given.places[2])
	}
	salt, err := hex.DecodeString(given.salt)
	if err != nil || len(salt) != 16 {
		fail("the salt is not 16 bytes in hex")
	}
	body, err := hex.DecodeString(given.body)
	if err != nil || len(body) != sha256.Size {
		fail("the body's digest is not 32 bytes in hex")
	}
	commitment := sha256.Sum256(append(salt, read(given.entry)...))
	return append(commitment[:], body...)
}

func read(path string) []byte {
	body, err := os.ReadFile(path)
	must(err)
	return body
}

func readWitnesses(paths []string) (found []*cosigner) {
	for _, path := range paths {
		one := newCosigner(strings.TrimSpace(string(read(path))))
		for _, other := range found {
			if other.key.Equal(one.key) {
				fail("%s and %s are one witness", other.name, one.name)
			}
		}
		found = append(found, one)
	}
	return found
}

// openCheckpoint checks the signatures that are known; how many witnesses cosigned.
func openCheckpoint(text string, log note.Verifier, witnesses []*cosigner) (string, int) {
	known := []note.Verifier{log}
	for _, one := range witnesses {
		known = append(known, one)
	}
	opened, err := note.Open([]byte(text), note.VerifierList(known...))
	must(err)
	signed, count := false, 0
	for _, signature := range opened.Sigs {
		if signature.Name == log.Name() && signature.Hash == log.KeyHash() {
			signed = true
			continue
		}
		raw, err := base64.StdEncoding.DecodeString(signature.Base64)
		must(err)
		at := time.Unix(int64(binary.BigEndian.Uint64(raw[4:])), 0).UTC()
		fmt.Printf("cosigned by %s on %s\n", signature.Name, at.Format("2006-01-02 15:04:05 UTC"))
		count++
	}
	if !signed {
		fail("the log did not sign this checkpoint")
	}
	return opened.Text, count
}

func checkLeaf(checkpoint, origin string, made *proof, data []byte) {
	rows := strings.Split(checkpoint, "\n")
	if len(rows) < 4 || rows[0] != origin {
		fail("not a checkpoint of this log")
	}
	size, root := number(rows[1]), hash(rows[2])
	if made.index >= size {
		fail("the log has %d entries, none of index %d", size, made.index)
	}
	if err := tlog.CheckRecord(made.path, size, root, made.index, tlog.RecordHash(data)); err != nil {
		fail("this is not entry %d of %d of the log: %v", made.index, size, err)
	}
	fmt.Printf("OK: entry %d of %d of %s\n", made.index, size, origin)
}

func main() {
	given := parseOptions(os.Args[1:])
	log, err := note.NewVerifier(strings.TrimSpace(string(read(given.places[0]))))
	must(err)
	made := parseProof(string(read(given.places[1])))
	checkpoint, count := openCheckpoint(made.note, log, readWitnesses(given.witnesses))
	if count < given.needed {
		fail("%d witnesses cosigned, %d are needed", count, given.needed)
	}
	checkLeaf(checkpoint, log.Name(), made, leaf(given))
}

// fail is the only way out of what does not hold.
func fail(format string, values ...any) {
	fmt.Println("NOT PROVEN:", fmt.Sprintf(format, values...))
	os.Exit(1)
}

func must(err error) {
	if err != nil {
		fail("%v", err)
	}
}
