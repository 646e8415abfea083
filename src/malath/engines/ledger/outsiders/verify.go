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
	"errors"
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

func newCosigner(line string) (*cosigner, error) {
	parts := strings.SplitN(line, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("a witness's key is not a verifier key")
	}
	raw, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(raw) != 33 || raw[0] != 4 {
		return nil, errors.New("a witness's key is not a verifier key of type 4")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), raw...))
	if parts[1] != hex.EncodeToString(sum[:4]) {
		return nil, errors.New("a witness's key does not have its own id")
	}
	return &cosigner{parts[0], binary.BigEndian.Uint32(sum[:4]), raw[1:]}, nil
}

// proof is what the proof's file says.
type proof struct {
	index int64
	path  tlog.RecordProof
	note  string
}

func parseProof(text string) (*proof, error) {
	head, checkpoint, found := strings.Cut(text, "\n\n")
	rows := strings.Split(head, "\n")
	if !found || len(rows) < 2 || rows[0] != firstLine {
		return nil, errors.New("not a proof file of the first version")
	}
	rows = rows[1:]
	if strings.HasPrefix(rows[0], "extra ") {
		rows = rows[1:]
	}
	if len(rows) == 0 || !strings.HasPrefix(rows[0], "index ") {
		return nil, errors.New("the proof names no index")
	}
	index, err := number(rows[0][len("index "):])
	if err != nil {
		return nil, err
	}
	made := &proof{index: index, note: checkpoint}
	for _, row := range rows[1:] {
		step, err := hash(row)
		if err != nil {
			return nil, err
		}
		made.path = append(made.path, step)
	}
	return made, nil
}

func number(text string) (int64, error) {
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil || value < 0 || strconv.FormatInt(value, 10) != text {
		return 0, fmt.Errorf("%q is not a number as it must be written", text)
	}
	return value, nil
}

func hash(text string) (tlog.Hash, error) {
	var value tlog.Hash
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) != len(value) || strings.ContainsAny(text, "\r\n") {
		return value, fmt.Errorf("%q is not a hash", text)
	}
	copy(value[:], raw)
	return value, nil
}

// options are the command's, wherever they stand.
type options struct {
	witnesses         []string
	needed            int
	entry, salt, body string
	places            []string
}

func parseOptions(arguments []string) (*options, error) {
	given := &options{}
	set := flag.NewFlagSet("verify", flag.ContinueOnError)
	set.Func("w", "file of a witness's verifier key", func(path string) error {
		given.witnesses = append(given.witnesses, path)
		return nil
	})
	set.IntVar(&given.needed, "k", -1, "how many witnesses must have cosigned (all)")
	set.StringVar(&given.entry, "entry", "", "file of the entry's JSON")
	set.StringVar(&given.salt, "salt", "", "the entry's salt in hex")
	set.StringVar(&given.body, "body", "", "SHA-256 of the sealed body in hex")
	for {
		if err := set.Parse(arguments); err != nil {
			return nil, err
		}
		if set.NArg() == 0 {
			break
		}
		given.places = append(given.places, set.Arg(0))
		arguments = set.Args()[1:]
	}
	if given.entry == "" && len(given.places) != 3 || given.entry != "" && len(given.places) != 2 {
		return nil, errors.New("usage: verify VKEY PROOF LEAF  or  verify VKEY PROOF -entry JSON -salt HEX -body HEX")
	}
	return given, nil
}

// leaf reads the leaf, or computes it: SHA-256(salt, JSON), then the body's digest.
func leaf(given *options) ([]byte, error) {
	if given.entry == "" {
		return os.ReadFile(given.places[2])
	}
	salt, err := hex.DecodeString(given.salt)
	if err != nil || len(salt) != 16 {
		return nil, errors.New("the salt is not 16 bytes in hex")
	}
	body, err := hex.DecodeString(given.body)
	if err != nil || len(body) != sha256.Size {
		return nil, errors.New("the body's digest is not 32 bytes in hex")
	}
	text, err := os.ReadFile(given.entry)
	if err != nil {
		return nil, err
	}
	commitment := sha256.Sum256(append(salt, text...))
	return append(commitment[:], body...), nil
}

func readLine(path string) (string, error) {
	text, err := os.ReadFile(path)
	return strings.TrimSpace(string(text)), err
}

func readWitnesses(paths []string) ([]*cosigner, error) {
	var found []*cosigner
	for _, path := range paths {
		line, err := readLine(path)
		if err != nil {
			return nil, err
		}
		one, err := newCosigner(line)
		if err != nil {
			return nil, err
		}
		for _, other := range found {
			if other.key.Equal(one.key) {
				return nil, fmt.Errorf("%s and %s are one witness", other.name, one.name)
			}
		}
		found = append(found, one)
	}
	return found, nil
}

// openCheckpoint checks the signatures that are known; how many witnesses cosigned.
func openCheckpoint(text string, log note.Verifier, witnesses []*cosigner) (string, int, error) {
	known := []note.Verifier{log}
	for _, one := range witnesses {
		known = append(known, one)
	}
	opened, err := note.Open([]byte(text), note.VerifierList(known...))
	if err != nil {
		return "", 0, err
	}
	signed, count := false, 0
	for _, signature := range opened.Sigs {
		if signature.Name == log.Name() && signature.Hash == log.KeyHash() {
			signed = true
			continue
		}
		raw, _ := base64.StdEncoding.DecodeString(signature.Base64)
		at := time.Unix(int64(binary.BigEndian.Uint64(raw[4:])), 0).UTC()
		fmt.Printf("cosigned by %s on %s\n", signature.Name, at.Format("2006-01-02 15:04:05 UTC"))
		count++
	}
	if !signed {
		return "", 0, errors.New("the log did not sign this checkpoint")
	}
	return opened.Text, count, nil
}

func run(arguments []string) error {
	given, err := parseOptions(arguments)
	if err != nil {
		return err
	}
	line, err := readLine(given.places[0])
	if err != nil {
		return err
	}
	log, err := note.NewVerifier(line)
	if err != nil {
		return err
	}
	witnesses, err := readWitnesses(given.witnesses)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(given.places[1])
	if err != nil {
		return err
	}
	made, err := parseProof(string(text))
	if err != nil {
		return err
	}
	checkpoint, count, err := openCheckpoint(made.note, log, witnesses)
	if err != nil {
		return err
	}
	if given.needed < 0 {
		given.needed = len(witnesses)
	}
	if count < given.needed {
		return fmt.Errorf("%d witnesses cosigned, %d are needed", count, given.needed)
	}
	data, err := leaf(given)
	if err != nil {
		return err
	}
	return checkLeaf(checkpoint, log.Name(), made, data)
}

func checkLeaf(checkpoint, origin string, made *proof, data []byte) error {
	rows := strings.Split(checkpoint, "\n")
	if len(rows) < 4 || rows[0] != origin {
		return errors.New("not a checkpoint of this log")
	}
	size, err := number(rows[1])
	if err != nil {
		return err
	}
	root, err := hash(rows[2])
	if err != nil {
		return err
	}
	if made.index >= size {
		return fmt.Errorf("the log has %d entries, not one of index %d", size, made.index)
	}
	if err := tlog.CheckRecord(made.path, size, root, made.index, tlog.RecordHash(data)); err != nil {
		return fmt.Errorf("this is not entry %d of %d of the log: %w", made.index, size, err)
	}
	fmt.Printf("OK: entry %d of %d of %s\n", made.index, size, origin)
	return nil
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Println("NOT PROVEN:", err)
		os.Exit(1)
	}
}
