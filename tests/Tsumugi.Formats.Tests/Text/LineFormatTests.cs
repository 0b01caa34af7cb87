using CsCheck;
using Tsumugi.Formats.Tests.GenBank;

namespace Tsumugi.Formats.Tests.Text;

/// <summary>What every reader of lines must do with the ways in which files differ, break and attack.</summary>
public sealed class LineFormatTests
{
    private const long Gigabyte = 1L << 30;

    public static TheoryData<string> Names => new(LineFormat.All.Select(format => format.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Text_reads_the_same_in_every_wrapping(string name)
    {
        var format = LineFormat.Of(name);
        var bytes = SmallFile.Bytes(format.Valid);
        var expected = await format.ReadAsync(bytes);
        Assert.NotEmpty(expected);
        byte[][] wrappings =
        [
            SmallFile.Bytes(format.Valid.Replace("\n", "\r\n", StringComparison.Ordinal)),
            bytes[..^1],
            [0xEF, 0xBB, 0xBF, .. bytes],
            SmallFile.Gzip(bytes),
            SmallFile.Gzip([0xEF, 0xBB, 0xBF, .. bytes]),
            [.. SmallFile.Gzip(bytes[..40]), .. SmallFile.Gzip([]), .. SmallFile.Gzip(bytes[40..]), .. SmallFile.Gzip([])],
        ];
        foreach (var wrapped in wrappings)
        {
            Assert.Equal(expected, await format.ReadAsync(wrapped));
            foreach (var step in (int[])[1, 2, 3, 7])
                Assert.Equal(expected, await format.Read(new TricklingStream(wrapped, step), new()));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Gzip_cut_anywhere_is_refused(string name)
    {
        var format = LineFormat.Of(name);
        var whole = SmallFile.Gzip(SmallFile.Bytes(format.Valid));
        for (var length = 1; length < whole.Length; length++)
            await Assert.ThrowsAsync<InvalidFileException>(() => format.ReadAsync(whole[..length]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Empty_file_is_refused(string name)
    {
        var format = LineFormat.Of(name);
        foreach (var empty in (byte[][])[[], [0xEF, 0xBB, 0xBF], SmallFile.Gzip([])])
        {
            var fault = (await Assert.ThrowsAsync<InvalidFileException>(() => format.ReadAsync(empty))).Fault;
            Assert.Contains("empty", fault.Problem, StringComparison.Ordinal);
            Assert.NotEmpty(fault.Remedy);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Files_of_other_kinds_are_refused_by_name(string name)
    {
        var format = LineFormat.Of(name);
        foreach (var other in LineFormat.All.Where(other => other != format))
        {
            var fault = (await Assert.ThrowsAsync<InvalidFileException>(() => format.ReadAsync(SmallFile.Bytes(other.Valid)))).Fault;
            Assert.Contains(other.Name[..3], fault.ToString(), StringComparison.OrdinalIgnoreCase);
            Assert.Equal(1, fault.Line);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nul_bytes_alone_are_refused(string name)
    {
        var format = LineFormat.Of(name);
        await Assert.ThrowsAsync<InvalidFileException>(() => format.ReadAsync(new byte[100]));
        await Assert.ThrowsAsync<InvalidFileException>(() => format.ReadAsync([.. new byte[100], (byte)'\n']));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Line_of_a_gigabyte_is_refused_before_it_is_held(string name)
    {
        var format = LineFormat.Of(name);
        // As the first line; and as one that goes on from the first byte of a valid line.
        foreach (var begin in (string[])["", format.Valid[..1], format.Valid])
        {
            using var source = new RepeatingStream(SmallFile.Bytes(begin), (byte)' ', Gigabyte);
            var fault = (await Assert.ThrowsAsync<InvalidFileException>(() => format.Read(source, new() { MaxLineLength = 1 << 20, MaxBytes = 1 << 28 }))).Fault;
            // Blanks within a sequence of FASTA take no room: the cap on the file ends them.
            Assert.True(fault.Field is "line" || (name is "fasta" or "gff3" && fault.Field == "file"), fault.ToString());
            Assert.InRange(source.Position, 0, fault.Field == "line" ? 4 << 20 : (1 << 28) + (1 << 20));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Gzip_bomb_is_refused_after_its_allowance(string name)
    {
        var format = LineFormat.Of(name);
        var packed = SmallFile.Gzip([.. SmallFile.Bytes(format.Valid), .. Enumerable.Repeat((byte)'\n', 1 << 20)]);
        var fault = (await Assert.ThrowsAsync<InvalidFileException>(() => format.Read(new MemoryStream(packed), new() { MaxExpansion = 100, ExpansionAllowance = 1 << 19 }))).Fault;
        Assert.Equal("gzip", fault.Field);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_changed_bytes_are_read_or_refused(string name)
    {
        var format = LineFormat.Of(name);
        var valid = SmallFile.Bytes(format.Valid);
        var letter = Gen.OneOf(Gen.Byte, Gen.Char["\n\r\t >@+#=;:,/|.0123456789ACGTN\"<"].Select(character => (byte)character));
        Gen.Select(Gen.Int[0, valid.Length - 1], letter, Gen.Int[0, 2]).Array[1, 8].Sample(changes =>
        {
            var bytes = valid.ToList();
            foreach (var (at, value, kind) in changes)
            {
                var place = Math.Min(at, bytes.Count - 1);
                if (kind > 0)
                    bytes.RemoveAt(place);
                if (kind < 2)
                    bytes.Insert(place, value);
            }
            var (once, slowly) = (Said(format, new MemoryStream([.. bytes])), Said(format, new TricklingStream([.. bytes], 3)));
            Assert.Equal(once, slowly);
        }, iter: 2_000, threads: 1);
    }

    /// <summary>What is read, or the refusal: the only kind of error there is. How the bytes arrive must not matter.</summary>
    private static string Said(LineFormat format, Stream file)
    {
        try
        {
            return format.Read(file, new()).GetAwaiter().GetResult();
        }
        catch (InvalidFileException refusal)
        {
            return refusal.Message;
        }
    }
}
