// gorilla/websocket as its client example writes it: a dialer and a loop around ReadMessage.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log"
	"os"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"github.com/gorilla/websocket"
)

func subscription(url string) string {
	stream := "btcusdt@depth@100ms"
	if strings.Contains(url, "payload=s") {
		stream = "btcusdt@bookTicker"
	}
	return `{"method":"SUBSCRIBE","params":["` + stream + `"],"id":1}`
}

// User and system time of the process.
func cpu() int64 {
	var used syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	return used.Utime.Nano() + used.Stime.Nano()
}

// Go's own clock is CLOCK_MONOTONIC, less a constant that it does not tell.
func monotonic() func() int64 {
	var t syscall.Timespec
	const clockMonotonic = 1
	syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, clockMonotonic, uintptr(unsafe.Pointer(&t)), 0)
	start, offset := time.Now(), t.Nano()
	return func() int64 { return offset + int64(time.Since(start)) }
}

// When the server sent it: the 19 characters before the final `}}`, less 10^18.
func stamp(message []byte) int64 {
	value, _ := strconv.ParseInt(string(message[len(message)-20:len(message)-2]), 10, 64)
	return value
}

func dial(url string, caFile string) *websocket.Conn {
	dialer := websocket.Dialer{}
	if caFile != "" {
		pem, err := os.ReadFile(caFile)
		if err != nil {
			log.Fatal(err)
		}
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(pem)
		dialer.TLSClientConfig = &tls.Config{RootCAs: roots}
	}
	line, _, err := dialer.Dial(url, nil)
	if err != nil {
		log.Fatal(err)
	}
	return line
}

func next(line *websocket.Conn) []byte {
	_, message, err := line.ReadMessage()
	if err != nil {
		log.Fatal(err)
	}
	return message
}

func main() {
	if len(os.Args) < 3 {
		log.Fatal("usage: client URL COUNT [CAFILE]")
	}
	url, caFile := os.Args[1], ""
	count, _ := strconv.Atoi(os.Args[2])
	if len(os.Args) > 3 {
		caFile = os.Args[3]
	}
	line := dial(url, caFile)
	if err := line.WriteMessage(websocket.TextMessage, []byte(subscription(url))); err != nil {
		log.Fatal(err)
	}
	next(line) // the answer to the subscription

	timed := !strings.Contains(url, "mode=blast")
	latencies := make([]int64, 0, count)
	now := monotonic()
	var first int64
	warmUp := count / 10 // messages that do not count
	for i := 0; i != count; i++ {
		message := next(line)
		if timed {
			latencies = append(latencies, now()-stamp(message))
		}
		if i == warmUp {
			first = cpu()
		}
	}
	perMessage := float64(cpu()-first) / float64(count-warmUp-1)

	p50, p99 := "null", "null"
	if timed {
		sort.Slice(latencies, func(a, b int) bool { return latencies[a] < latencies[b] })
		at := func(percent int) string {
			return fmt.Sprintf("%.2f", float64(latencies[(count-1)*percent/100])/1000)
		}
		p50, p99 = at(50), at(99)
	}
	fmt.Printf("{\"messages\":%d,\"cpu_ns\":%.1f,\"p50_us\":%s,\"p99_us\":%s}\n", count, perMessage, p50, p99)
}
