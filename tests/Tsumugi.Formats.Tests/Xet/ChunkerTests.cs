using CsCheck;
using Tsumugi.Formats.Xet;

namespace Tsumugi.Formats.Tests.Xet;

public sealed class ChunkerTests
{
    /// <summary>Expected values are of the npm package xetchunk-wasm 0.2.0 over the same bytes.</summary>
    [Theory]
    [InlineData(1, 1, 1, "1", "6e4720aaef7888bee512a9ab07cbb6031c2258fef55ff2027f236c0906e9fd2d", "db14a713ab6ac9984dec4b58ec6b4cd80fb23a9e4d5cf47711b3e25b572e0f15", "e874b9ec8d4edeeb86a3e0805a857329925beeca49ca2ebbc1cce0754ed99223")]
    [InlineData(2, 100, 1, "100", "ae653bee445b18d0ffa18cd23f6c12162bb958cd346f93a7e29d94ea879bd321", "52e752b81445db7fbc15ee9613dd45f1cef075c5f22bb32dfd4384cc25c827df", "e0a1b7ab7ccb4b30399f71b2cec6d321734ba72fe6061a5cf79305441cf9b586")]
    [InlineData(3, 8192, 1, "8192", "323524fb1678b3ea67c983e613f3df9cbb21e826ca32783d31c2005d93df6962", "7549309d2fea997f64a8de317a49ebb6967cfee5c3de2943972ff72e87201bdf", "e71d5f946c075d14f560ec48a32fb24595ac7a51f08a9242ad47776ce5615037")]
    [InlineData(4, 65536, 2, "41455,24081", "216292551e85fbd35f5722f2c9eb3418177aa5b7796096fd41773fb286cb701f", "753f29b325468478fb7e9659a79f1acbeb35f1668d1707cdcb01994f7c415ed7", "2729b7704e3af95253705f25a86893a37ef3cda9f99dd2395006347be71f9f20")]
    [InlineData(5, 131072, 5, "11836,20250,49270,29209", "cfb1ee66a6951056431be8594c8b0e0ff9442fad32278eb216ecf11e79b234ab", "74560c7aeea6be27027836c88df4f6d30d0807d1c84f8650bdb3a30e37f8770e", "ed5c95da2aa0c6b072024f651d16c88179d5df581b710d76936777475cccd4ed")]
    [InlineData(6, 200000, 5, "8128,24044,19277,131072", "eb31a4db9ebea87931a2ad6b53ed3010931e51b97357faab7a40daf359815689", "4aae69662f63e331f3b02cee0b8608dbecf4ae9a7fe36a43087446030e3547bb", "6f45d54ca414c8923f7ec6f9fef846912f0fdc6233c84d657c710ee6a141e6cd")]
    [InlineData(7, 1000000, 22, "22353,16397,131072,68533", "516e83a37795bb7857481bcaad40e00ab5c995d5e01512c67fd0a88b922f3164", "8814907e355dc71e83d34eb90430826c2d3e3f0a341aef93c1e895ee8dce3ba5", "1018c5c380776fa04b34eaeb90a779da4a64dfa1ed078e154177854b739a4d3e")]
    [InlineData(8, 5000000, 74, "131072,32569,88693,131072", "63f583ed892b6271eac1bbb204c268c7a90f839ce3a77c49027eec6a2ede777d", "79ea9bb2744ae90edfd38a0a5db31bacad3c07f94065625b147ed0e02f06c64a", "752aa221b589afd243f8513793cb618f5853ebbcebcd78ef545f3bf7146b203e")]
    [InlineData(9, 20000000, 334, "131072,31220,131072,131072", "eef5267bc5cafff9549e6ef36ac1594b37970060b21ed15d62a01f2bfa886795", "591ca7381e74c257f4cfcd8e3f7247bce0e7e58d5201952dc86629bb653434bf", "3dd288db37a6847a87bc03b6007406ae3afcc755ae6599ab2cf56628d3a60a39")]
    public void Chunks_and_hashes_are_those_of_xet(ulong seed, int length, int count, string firstLengths, string xorb, string file, string range)
    {
        var chunks = Cut(MadeBytes.Of(seed, length), int.MaxValue);
        Assert.Equal(count, chunks.Count);
        Assert.Equal(firstLengths, string.Join(',', chunks.Take(4).Select(chunk => chunk.Length)));
        Assert.Equal(xorb, XetHashing.OfXorb(chunks).ToString());
        Assert.Equal(file, XetHashing.OfFile(chunks).ToString());
        Assert.Equal(range, XetHashing.OfRange(chunks.Select(chunk => chunk.Hash)).ToString());
    }

    [Fact]
    public void Zeros_are_cut_at_the_greatest_length()
    {
        var chunks = Cut(new byte[1_000_000], int.MaxValue);
        Assert.Equal([.. Enumerable.Repeat(131_072L, 7), 82_496], chunks.Select(chunk => chunk.Length));
        Assert.Equal("c0c85185f4307d40facfd366573176e54fc9c76041e44e32d52489780a6d1eaa", XetHashing.OfFile(chunks).ToString());
    }

    [Fact]
    public void Cuts_do_not_depend_on_the_pieces_in_which_bytes_arrive()
    {
        var data = MadeBytes.Of(11, 700_000);
        var whole = Cut(data, int.MaxValue);
        Gen.Int[1, 200_000].Sample(piece => Assert.Equal(whole, Cut(data, piece)), iter: 40, seed: "0N0XIzNsQ0O2");
    }

    [Fact]
    public void An_empty_file_has_no_chunk_and_the_hash_zero()
    {
        Assert.Empty(Cut([], int.MaxValue));
        Assert.True(XetHashing.OfFile([]).IsZero);
    }

    private static List<ChunkHash> Cut(byte[] data, int piece)
    {
        var chunker = default(Chunker);
        var chunks = new List<ChunkHash>();
        var (start, at) = (0, 0);
        while (at < data.Length)
        {
            at += chunker.Take(data.AsSpan(at, Math.Min(piece, data.Length - at)), out var ends);
            if (!ends && at < data.Length)
                continue;
            chunks.Add(new(XetHashing.OfChunk(data.AsSpan(start, at - start)), at - start));
            start = at;
        }

        return chunks;
    }
}
