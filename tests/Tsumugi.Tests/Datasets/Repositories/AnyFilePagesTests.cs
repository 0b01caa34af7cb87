using CsCheck;
using Tsumugi.Datasets.Repositories;

namespace Tsumugi.Tests.Datasets.Repositories;

/// <summary>Whatever files a revision has, its pages give them back, and a change touches few of them.</summary>
public sealed class AnyFilePagesTests
{
    /// <summary>Also with spaces, and with what Unicode, but no format of ours, takes for the end of a line.</summary>
    private static readonly Gen<string> Paths = Gen.String[Gen.OneOf(Gen.Char['a', 'z'], Among(' ', '/', '.', '遺', '\u0085', '\u2028', '\f', '\v')), 1, 12];

    private static readonly Gen<List<RevisionFile>> Files =
        Gen.Select(Paths, Gen.Long[0, long.MaxValue], Gen.Bool, Gen.Int[0, 9])
            .Select((path, size, large, hash) => new RevisionFile(path, new string((char)('0' + hash), 64), size, large)).List[0, 3000]
            .Select(files => files.DistinctBy(file => file.Path).OrderBy(file => file.Path, StringComparer.Ordinal).ToList());

    [Fact]
    public void Pages_give_back_every_file_in_its_order() => Files.Sample(
        files =>
        {
            var pages = FilePages.Cut(files);
            Assert.Equal(files, pages.SelectMany(page => FilePages.Read(page.Page)));
            Assert.All(pages, page => Assert.Equal((page.Page.Hash, page.Ref.Count), (page.Ref.Hash, FilePages.Read(page.Page).Count)));
            Assert.All(pages, page => Assert.Equal(page.Ref.First, FilePages.Read(page.Page)[0].Path));
        },
        seed: "0N0XIzNsQ0O2", iter: 200);

    [Fact]
    public void One_file_more_touches_two_pages_at_most() => Gen.Select(Files, Paths).Sample(
        (files, path) =>
        {
            var before = FilePages.Cut(files).Select(page => page.Ref.Hash).ToHashSet();
            var more = files.Append(new(path, new string('f', 64), 1)).DistinctBy(file => file.Path).OrderBy(file => file.Path, StringComparer.Ordinal).ToList();
            Assert.True(FilePages.Cut(more).Count(page => !before.Contains(page.Ref.Hash)) <= 2);
        },
        seed: "0N0XIzNsQ0O2", iter: 200);

    private static Gen<T> Among<T>(params T[] values) => Gen.OneOf(values.Select(Gen.Const).ToArray());
}
