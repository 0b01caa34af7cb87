using PureHDF;

namespace Tsumugi.Formats.Hdf;

/// <summary>An HDF5 file whose damage, which the library answers with many kinds of exceptions, becomes one kind.</summary>
/// <param name="file">Name in messages.</param>
internal sealed class HdfInput(string file, IDisposable opened, IH5Group root) : IDisposable
{
    private const int TextsAtOnce = 1 << 16;
    private const string FetchAgain = "Fetch the file again and compare its size or digest with its source, or read it with the program that wrote it.";

    public string File => file;

    public IH5Group Root => root;

    public static HdfInput Open(string path)
    {
        try
        {
            var opened = H5File.OpenRead(path);
            return new(Path.GetFileName(path), opened, opened);
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException or FileNotFoundException or DirectoryNotFoundException))
        {
            throw Fault(Path.GetFileName(path), "HDF5", $"This is no readable HDF5 file ({error.Message})", FetchAgain, error);
        }
    }

    /// <summary>A dataset of numbers at a path.</summary>
    public HdfNumbers Numbers(string path) => new(this, path, Read(path, () => root.Dataset(path)));

    /// <summary>Texts of a one-dimensional dataset, all of them.</summary>
    public string[] Texts(string path) => Read(path, () =>
    {
        var dataset = root.Dataset(path);
        var texts = new string[checked((int)dataset.Space.Dimensions[0])];
        for (var at = 0; at < texts.Length; at += TextsAtOnce)
        {
            foreach (var (i, text) in HdfValues.Read(dataset, at, Math.Min(TextsAtOnce, texts.Length - at)).Index())
                texts[at + i] = text ?? "";
        }

        return texts;
    });

    public bool Has(string path) => Read(path, () => root.LinkExists(path));

    /// <summary>Does what may meet damage.</summary>
    /// <param name="field">Path of the dataset, for the message.</param>
    public T Read<T>(string field, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is not (OperationCanceledException or InvalidFileException or OutOfMemoryException))
        {
            throw Unreadable(field, error);
        }
    }

    public InvalidFileException Unreadable(string field, Exception error) => Fault(field, $"It cannot be read ({Innermost(error).Message})", FetchAgain, error);

    public InvalidFileException Fault(string field, string problem, string remedy, Exception? cause = null) => Fault(file, field, problem, remedy, cause);

    public void Dispose() => opened.Dispose();

    private static InvalidFileException Fault(string file, string field, string problem, string remedy, Exception? cause) =>
        new(new() { File = file, Field = field, Problem = problem, Remedy = remedy }, cause);

    private static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;
}
