using BitMiracle.LibTiff.Classic;
using SkiaSharp;
using Tsumugi.Formats.Images;

namespace Tsumugi.Formats.Tests.Images;

public sealed class ImageTests
{
    [Theory]
    [InlineData(0, 8, 1)]
    [InlineData(0, 16, 1)]
    [InlineData(2, 8, 3)]
    [InlineData(2, 16, 3)]
    [InlineData(4, 8, 2)]
    [InlineData(4, 16, 2)]
    [InlineData(6, 8, 4)]
    [InlineData(6, 16, 4)]
    public void Png_gives_every_sample_back(byte colour, int depth, int channels)
    {
        foreach (var (width, height, interlaced) in new[] { (1, 1, false), (13, 11, false), (13, 11, true), (3, 2, true), (64, 40, true) })
        {
            var plane = MadeImages.Plane(width, height, channels, depth, seed: width);
            var read = Read(MadeImages.Png(plane, colour, depth, interlaced)).Read();
            Assert.Equal((width, height, channels, depth), (read.Width, read.Height, read.Channels, read.Bits));
            Assert.Equal(plane.Samples, read.Samples);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(0, 4)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(3, 4)]
    [InlineData(3, 8)]
    public void Png_of_few_bits_is_what_another_decoder_sees(byte colour, int depth)
    {
        var palette = colour == 3 ? Enumerable.Range(0, 3 << depth).Select(i => (byte)(i * 37)).ToArray() : null;
        var png = MadeImages.Png(MadeImages.Plane(19, 9, 1, depth, seed: depth), colour, depth, interlaced: depth == 2, palette);
        var read = Read(png).Read();
        using var other = SKBitmap.Decode(png);
        for (var i = 0; i < read.Width * read.Height; i++)
        {
            var seen = other.GetPixel(i % read.Width, i / read.Width);
            var own = read.Samples.AsSpan(i * read.Channels, read.Channels);
            Assert.Equal((seen.Red, seen.Green, seen.Blue), (own[0], own[read.Channels / 2], own[read.Channels - 1]));
        }
    }

    [Fact]
    public void Png_that_another_program_wrote_is_read()
    {
        using var bitmap = new SKBitmap(50, 30, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        for (var i = 0; i < 1500; i++)
            bitmap.SetPixel(i % 50, i / 50, new SKColor((byte)(i * 7), (byte)(i * 3), (byte)i, 255));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        var read = Read(data.ToArray()).Read();
        for (var i = 0; i < 1500; i++)
            Assert.Equal(((byte)(i * 7), (byte)(i * 3), (byte)i), ((byte)read.Samples[i * read.Channels], (byte)read.Samples[i * read.Channels + 1], (byte)read.Samples[i * read.Channels + 2]));
    }

    [Theory]
    [InlineData(Compression.NONE, false, false)]
    [InlineData(Compression.LZW, false, false)]
    [InlineData(Compression.LZW, true, true)]
    [InlineData(Compression.ADOBE_DEFLATE, true, false)]
    [InlineData(Compression.ADOBE_DEFLATE, false, true)]
    [InlineData(Compression.PACKBITS, true, false)]
    public void Tiff_gives_every_sample_back(Compression compression, bool tiled, bool planar)
    {
        using var folder = new TemporaryFolder();
        foreach (var (channels, bits) in new[] { (1, 8), (1, 16), (3, 8), (3, 16) })
        {
            PixelPlane[] planes = [MadeImages.Plane(37, 21, channels, bits, 1), MadeImages.Plane(37, 21, channels, bits, 2)];
            using var stack = ImageStack.Open(MadeImages.Tiff(folder.At("made.tif"), planes, compression, tiled, planar));
            Assert.Equal(new ImageAxes(37, 21, 1, 2, 1, bits), stack.Axes);
            Assert.Equal(planes[1].Samples, stack.Read(1).Samples);
            Assert.Equal(planes[0].Samples, stack.Read(0).Samples);
        }
    }

    [Theory]
    [InlineData("XYZCT", 0, 1, 2, 3, 4, 5)]
    [InlineData("XYCZT", 0, 2, 4, 1, 3, 5)]
    public void OmeTiff_planes_lie_where_the_order_of_dimensions_says(string order, params int[] pages)
    {
        using var folder = new TemporaryFolder();
        PixelPlane[] planes = [.. Enumerable.Range(0, 6).Select(page => MadeImages.Plane(8, 6, 1, 16, page))];
        var xml = $"""<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0"><Pixels DimensionOrder="{order}" Type="uint16" SizeX="8" SizeY="6" SizeZ="3" SizeC="2" SizeT="1"><Channel ID="C:0" SamplesPerPixel="1"/><Channel ID="C:1" SamplesPerPixel="1"/><TiffData/></Pixels></Image></OME>""";
        using var stack = ImageStack.Open(MadeImages.Tiff(folder.At("made.ome.tif"), planes, Compression.LZW, false, false, xml));
        Assert.Equal(new ImageAxes(8, 6, 2, 3, 1, 16), stack.Axes);
        for (var channel = 0; channel < 2; channel++)
        {
            for (var z = 0; z < 3; z++)
                Assert.Equal(planes[pages[channel * 3 + z]].Samples, stack.Read(z, channel).Samples);
        }

        var both = stack.ReadChannels(1);
        Assert.Equal(2, both.Channels);
        Assert.Equal(stack.Read(1, 1).Samples, both.Samples.Where((_, i) => i % 2 == 1));
    }

    [Fact]
    public void OmeTiff_plane_of_another_file_is_refused_with_its_place()
    {
        using var folder = new TemporaryFolder();
        const string xml = """<OME><Image><Pixels DimensionOrder="XYZCT" SizeZ="2" SizeC="1" SizeT="1"><Channel/><TiffData IFD="0" FirstZ="0"><UUID FileName="a.ome.tif">u</UUID></TiffData><TiffData IFD="0" FirstZ="1"><UUID FileName="b.ome.tif">u</UUID></TiffData></Pixels></Image></OME>""";
        using var stack = ImageStack.Open(MadeImages.Tiff(folder.At("a.ome.tif"), [MadeImages.Plane(8, 6, 1, 8, 1)], Compression.NONE, false, false, xml));
        Assert.Equal(8, stack.Read(0).Width);
        Assert.Contains("z 1", Assert.Throws<InvalidFileException>(() => stack.Read(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Jpeg_is_unpacked_in_colour()
    {
        var read = Read(MadeImages.Jpeg(20, 10)).Read();
        Assert.Equal((20, 10, 3, 8), (read.Width, read.Height, read.Channels, read.Bits));
        Assert.All(read.Samples.Chunk(3), pixel => Assert.True(Math.Abs(pixel[0] - 200) < 5 && Math.Abs(pixel[1] - 100) < 5 && Math.Abs(pixel[2] - 50) < 5));
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpg")]
    [InlineData("tif")]
    public void Image_larger_than_the_limit_is_refused_before_it_is_unpacked(string kind)
    {
        using var folder = new TemporaryFolder();
        var file = Bytes(folder, kind);
        var error = Assert.Throws<InvalidFileException>(() => ImageStack.Open(new MemoryStream(file), "bomb", new() { MaxSamples = 100 }));
        Assert.Contains("at most 100 samples", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpg")]
    [InlineData("tif")]
    public void Image_cut_off_or_changed_anywhere_is_refused_or_read(string kind)
    {
        using var folder = new TemporaryFolder();
        var sound = Bytes(folder, kind);
        var random = new Random(5);
        var refused = 0;
        for (var turn = 0; turn < 300; turn++)
        {
            var broken = turn % 2 == 0 ? sound[..random.Next(sound.Length)] : (byte[])sound.Clone();
            if (turn % 2 == 1)
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            try
            {
                using var stack = ImageStack.Open(new MemoryStream(broken), "broken", new() { MaxSamples = 1 << 20 });
                stack.Read();
            }
            catch (InvalidFileException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 100, 300);
    }

    [Fact]
    public void Resized_image_keeps_its_mean_and_its_corners()
    {
        var plane = new PixelPlane(4, 2, 1, 8, [0, 0, 100, 100, 0, 0, 100, 100]);
        Assert.Equal([0, 100], plane.Resize(2, 1).Samples.Select(sample => sample > 50 ? 100 : 0));
        Assert.All(new PixelPlane(5, 5, 3, 16, [.. Enumerable.Repeat((ushort)40000, 75)]).Resize(7, 3).Samples, sample => Assert.Equal(40000, sample));
        Assert.Equal(plane.Samples, plane.Resize(8, 4).Resize(4, 2).Samples.Select(sample => (ushort)(sample > 50 ? 100 : 0)));
        Assert.Equal([100, 100], plane.Crop(2, 1, 2, 1).Samples);
    }

    [Fact]
    public void Folder_of_classes_gives_images_in_order()
    {
        using var folder = new TemporaryFolder();
        foreach (var (kind, name) in new[] { ("b", "2.png"), ("a", "9.png"), ("b", "1.png") })
        {
            Directory.CreateDirectory(folder.At(kind));
            File.WriteAllBytes(Path.Combine(folder.At(kind), name), MadeImages.Png(MadeImages.Plane(3, 3, 1, 8, 1), 0, 8, false));
        }

        File.WriteAllText(Path.Combine(folder.At("a"), "notes.txt"), "no image");
        Assert.Equal(["a/9.png", "b/1.png", "b/2.png"], ImageFolder.Read(folder.Path).Select(image => image.Name));
        Assert.Equal(["a", "b", "b"], ImageFolder.Read(folder.Path).Select(image => image.Class));
    }

    [Fact]
    public void Blood_cells_are_cut_out_by_their_boxes()
    {
        using var file = File.OpenRead(RealData.Path("image/bccd_blood_cells.tar"));
        var counts = new Dictionary<(string, string?), int>();
        foreach (var image in VocArchive.Read(file, "bccd_blood_cells.tar"))
        {
            Assert.Equal((3, 8), (image.Plane.Channels, image.Plane.Bits));
            Assert.Equal(image.Plane.Width * image.Plane.Height * 3, image.Plane.Samples.Length);
            counts[(image.Class, image.Split)] = counts.GetValueOrDefault((image.Class, image.Split)) + 1;
        }

        Assert.Equal([("Platelets", 361), ("RBC", 4155), ("WBC", 372)], counts.GroupBy(pair => pair.Key.Item1).Select(group => (group.Key, group.Sum(pair => pair.Value))).Order());
        Assert.Equal(["test", "train", "val"], counts.Keys.Select(key => key.Item2).Distinct().Order());
    }

    private static ImageStack Read(byte[] bytes) => ImageStack.Open(new MemoryStream(bytes), "made");

    private static byte[] Bytes(TemporaryFolder folder, string kind) => kind switch
    {
        "png" => MadeImages.Png(MadeImages.Plane(40, 30, 3, 8, 1), 2, 8, interlaced: false),
        "jpg" => MadeImages.Jpeg(40, 30),
        _ => File.ReadAllBytes(MadeImages.Tiff(folder.At("made.tif"), [MadeImages.Plane(40, 30, 3, 8, 1)], Compression.LZW, true, false)),
    };
}
