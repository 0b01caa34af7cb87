using System.IO.Compression;
using System.Text;

namespace Tsumugi.Formats.Tests.Torch;

/// <summary>Checkpoints as torch.save lays them out, made opcode by opcode.</summary>
internal static class Checkpoint
{
    public static byte[] Of(string pickle, params (string Key, byte[] Bytes)[] storages) => Of(pickle, "little", CompressionLevel.NoCompression, storages);

    public static byte[] Of(string pickle, string order, CompressionLevel level, params (string Key, byte[] Bytes)[] storages)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "model/data.pkl", Encoding.Latin1.GetBytes(pickle), level);
            Add(zip, "model/byteorder", Encoding.ASCII.GetBytes(order), level);
            foreach (var (key, content) in storages)
                Add(zip, $"model/data/{key}", content, level);
            Add(zip, "model/version", "3\n"u8.ToArray(), level);
        }

        return bytes.ToArray();
    }

    /// <summary>A dictionary of protocol 2.</summary>
    public static string Dictionary(params (string Key, string Value)[] items) =>
        $"\u0080\u0002}}({string.Concat(items.Select(item => Written(item.Key) + item.Value))}u.";

    public static string Tensor(string type, string storage, int count, int offset, int[] shape, int[] strides) =>
        $"ctorch._utils\n_rebuild_tensor_v2\n(({Written("storage")}ctorch\n{type}\n{Written(storage)}{Written("cpu")}{Number(count)}tQ"
        + $"{Number(offset)}({string.Concat(shape.Select(Number))}t({string.Concat(strides.Select(Number))}t\u0089ccollections\nOrderedDict\n)RtR";

    public static string Written(string text) => $"X{Latin(BitConverter.GetBytes(text.Length))}{text}";

    public static string Number(int number) => $"J{Latin(BitConverter.GetBytes(number))}";

    private static string Latin(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static void Add(ZipArchive zip, string name, byte[] content, CompressionLevel level)
    {
        using var entry = zip.CreateEntry(name, level).Open();
        entry.Write(content);
    }
}
