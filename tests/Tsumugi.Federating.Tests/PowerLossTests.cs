using Tsumugi.Client.Federation;
using Tsumugi.Federating.Protocol;
using Tsumugi.Federating.Site;

namespace Tsumugi.Federating.Tests;

/// <summary>What a loss of power leaves half written at a site: it goes on, and loses nothing that had left.</summary>
public sealed class PowerLossTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tsumugi-power-");

    [Fact]
    public void Receipt_thatWasCutOff_isNone_andTheChainGoesOnWithoutIt()
    {
        var path = Path.Combine(_folder.FullName, "receipts.jsonl");
        var file = new ReceiptFile(path);
        file.Add(Receipt("1"));
        file.Add(Receipt("2"));
        var whole = new FileInfo(path).Length;
        file.Add(Receipt("3"));
        var bytes = File.ReadAllBytes(path);
        for (var cut = whole; cut < bytes.Length; cut++)
        {
            File.WriteAllBytes(path, bytes[..(int)cut]);
            Assert.Equal(["1", "2"], file.All().Select(receipt => receipt.Task));
            file.Add(Receipt("4"));
            Assert.Equal(["1", "2", "4"], file.All().Select(receipt => receipt.Task));
            var (head, fault) = ReceiptChain.Verify(file.All());
            Assert.Equal((3, null), (head.Count, fault));
        }

        // Room that the file system had given already, and nothing in it.
        File.WriteAllBytes(path, [.. bytes[..(int)whole], .. new byte[100], (byte)'\n']);
        Assert.Equal(2, file.All().Count);
    }

    [Fact]
    public void Line_thatCannotBeRead_beforeOthers_isNoLossOfPower()
    {
        var path = Path.Combine(_folder.FullName, "done.jsonl");
        var file = new LineFile<DoneTask>(path);
        file.Add(Done("1"), mustLast: false);
        file.Add(Done("2"), mustLast: false);
        var bytes = File.ReadAllBytes(path);
        bytes[0] = (byte)'?';
        File.WriteAllBytes(path, bytes);
        Assert.Contains("Line 1 of", Assert.Throws<IOException>(() => file.All()).Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => file.Add(Done("3"), mustLast: false));
        Assert.Equal(bytes, File.ReadAllBytes(path));
    }

    [Fact]
    public void Payload_orItsDescription_thatWasCutOff_isMadeAnew()
    {
        var (payload, described) = (Path.Combine(_folder.FullName, Outgoing.Payload), Path.Combine(_folder.FullName, "outgoing.json"));
        Assert.Null(Outgoing.Find(_folder.FullName));
        File.WriteAllBytes(payload, [1, 2, 3, 4]);
        var outgoing = new Outgoing(Receipt("1"), new() { Lease = "l", Receipt = 1, Sha256 = FileHash.Of(payload) });
        outgoing.Keep(_folder.FullName);
        Assert.Equal(outgoing, Outgoing.Find(_folder.FullName));
        File.WriteAllBytes(payload, [1, 2]);
        Assert.Null(Outgoing.Find(_folder.FullName));
        File.WriteAllBytes(payload, [1, 2, 0, 0]);
        Assert.Null(Outgoing.Find(_folder.FullName));
        File.WriteAllBytes(payload, [1, 2, 3, 4]);
        var bytes = File.ReadAllBytes(described);
        for (var cut = 0; cut < bytes.Length; cut++)
        {
            File.WriteAllBytes(described, bytes[..cut]);
            Assert.Null(Outgoing.Find(_folder.FullName));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static DoneTask Done(string task) => new(new DateTime(2026, 4, 1, 0, 0, 0, DateTimeKind.Utc), "fed-a", 1, task, $"l{task}", SiteTask.Train, "taken");

    private static SiteReceipt Receipt(string task) => new()
    {
        Site = "s",
        Number = 0,
        At = new DateTime(2026, 4, 1, 0, 0, 0, DateTimeKind.Utc),
        Training = "fed-a",
        Round = 1,
        Kind = SiteTask.Train,
        Task = task,
        Dataset = "d",
        Sha256 = "00",
        Bytes = 1,
        Before = "",
        Hash = "",
    };
}
